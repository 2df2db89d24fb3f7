package cache

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/flashseed/flashseed/seeder"
)

// helperPath names the file that a process started by startHelper works on.
const helperPath = "CACHE_TEST_FILE"

// TestHelper is what a second process does: it takes the lock and writes until
// it is killed.
func TestHelper(t *testing.T) {
	path := os.Getenv(helperPath)
	if path == "" {
		t.Skip("this is the body of another process")
	}
	s := store(t, "file:"+path, Options{Holder: "the other process", LockTimeout: patient})
	lease := acquire(t, s)
	for i := 0; ; i++ {
		lease.Progress()
		must(t, s.Append(t.Context(), here, seeder.Ledger{Entries: []seeder.LedgerEntry{{Pool: "orders", ID: fmt.Sprint(i)}}, Next: map[string]int{"orders": i + 1}}))
		time.Sleep(5 * time.Millisecond) // others get at the file between batches
	}
}

func startHelper(t *testing.T, path string) (kill func()) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self, "-test.run=^TestHelper$")
	cmd.Env = append(os.Environ(), helperPath+"="+path)
	must(t, cmd.Start())
	var once sync.Once
	kill = func() {
		once.Do(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
	}
	t.Cleanup(kill)
	return kill
}

// TestFileOfTwoProcesses reads and writes beside a process that holds the lock,
// waits for it, and goes on where it was killed.
func TestFileOfTwoProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cache.db")
	kill := startHelper(t, path)
	s := store(t, "file:"+path, Options{LockTimeout: patient})
	appended := func() int {
		l, err := s.Ledger(t.Context(), here)
		must(t, err)
		if len(l.Entries) != l.Next["orders"] {
			t.Fatalf("a batch was written in part: %d entries, next %d", len(l.Entries), l.Next["orders"])
		}
		return len(l.Entries)
	}
	waitFor(t, func() bool { return appended() > 5 })
	save(t, s, every(2)...)
	if got := load(t, s); len(got) != 3 {
		t.Errorf("got %v", got)
	}
	wantBusy(t, store(t, "file:"+path, Options{}), "the other process")
	lease, waited, err := s.Acquire(t.Context(), func(string) { kill() })
	must(t, err)
	defer lease.Release()
	before := appended()
	must(t, s.Append(t.Context(), here, seeder.Ledger{Entries: []seeder.LedgerEntry{{Pool: "orders", ID: "mine"}}, Next: map[string]int{"orders": before + 1}}))
	if !waited || appended() != before+1 || len(load(t, s)) != 3 {
		t.Errorf("waited %v, %d entries after %d", waited, appended(), before)
	}
}

func TestFileFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  []string
		locks bool // the lock works nevertheless
		once  bool // an operation takes long, or keeps the file open
	}{
		"no cache": {func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(strings.Repeat("my diary\n", 10000)), 0o600))
		}, []string{"damaged or no cache"}, true, false},
		"cut off": {func(t *testing.T, path string) { must(t, os.Truncate(path, 100)) }, []string{"damaged or no cache"}, true, false},
		"damaged": {func(t *testing.T, path string) {
			info, err := os.Stat(path)
			must(t, err)
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			must(t, err)
			_, err = f.WriteAt([]byte(strings.Repeat("\xaa", int(info.Size())-8192)), 8192) // all but the meta pages
			must(t, errors.Join(err, f.Close()))
		}, []string{"damaged or no cache"}, true, true},
		"held open": {func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, nil)
			must(t, err)
			t.Cleanup(func() { _ = db.Close() })
		}, []string{"another process has it open", "--no-cache"}, true, true},
		"a directory": {func(t *testing.T, path string) {
			must(t, os.Remove(path))
			must(t, os.Mkdir(path, 0o700))
		}, []string{"is a directory"}, true, false},
		"no directory": {func(t *testing.T, path string) {
			must(t, os.RemoveAll(filepath.Dir(path)))
			must(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
		}, []string{"not a directory"}, false, false},
		"read-only": {func(t *testing.T, path string) {
			must(t, os.RemoveAll(filepath.Dir(path)))
			must(t, os.Mkdir(filepath.Dir(path), 0o500))
			if os.WriteFile(path, nil, 0o600) == nil {
				t.Skip("this user may write anywhere")
			}
		}, []string{"permission denied", "a file that can be written"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "flashseed", "cache.db")
			s := store(t, "file:"+path, Options{})
			save(t, s, every(200)...)
			c.spoil(t, path)
			ops := operations(t.Context(), s)
			if c.once {
				ops = map[string]func() error{"load": ops["load"], "lock": ops["lock"]}
			}
			for op, run := range ops {
				start := time.Now()
				err := run()
				if took := time.Since(start); took > 2*opTimeout {
					t.Errorf("%s took %s", op, took)
				}
				if op == "lock" && c.locks {
					must(t, err)
					continue
				}
				wantFault(t, op, err, "file "+path, c.want)
			}
		})
	}
}

func TestFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cache.db")
	s := store(t, "file:"+path, Options{})
	save(t, s, every(2)...)
	err := apply(s.engine, change{del: []string{keyMeta, keyAll}, set: []entry{{strings.Repeat("too long", bbolt.MaxKeySize), nil, time.Hour}}})
	if err == nil || len(load(t, s)) != 3 {
		t.Errorf("%v", err)
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read passwords: %s", info.Mode())
	}
}

// TestFileForgets checks that what has expired takes no room for ever.
func TestFileForgets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cache.db")
	s := store(t, "file:"+path, Options{})
	must(t, s.Append(t.Context(), there, seeder.Ledger{Entries: []seeder.LedgerEntry{{Pool: "orders", ID: "1"}}}))
	s.engine.(*file).now = func() time.Time { return time.Now().Add(AccountsTTL + time.Hour) }
	save(t, s, every(2)...)
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	defer db.Close()
	must(t, db.View(func(tx *bbolt.Tx) error {
		for name := range (bucketTable{tx.Bucket(fileBucket)}).prefixed("h") {
			t.Errorf("%q is still there", name)
		}
		return nil
	}))
}
