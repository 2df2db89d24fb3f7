package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

var (
	fileBucket   = []byte("flashseed")
	errUnchanged = errors.New("nothing was written") // which spares the disk
)

// file is an engine in one bbolt file, which is created with its directory when
// it is first used. The file is open only for the length of
// an operation, so that runs at the same time share it. The run lock is the
// operating system's lock on a second file beside it, which ends with its
// holder, however that ends, and names the holder to those that wait.
type file struct {
	path string
	now  func() time.Time
	mu   sync.Mutex // one operation of this process at a time
}

func (f *file) name() string { return "file " + f.path }

func (f *file) close() error { return nil }

func (f *file) do(ctx context.Context, op string, keys []string, fn func([]value) (change, error)) (values []value, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer func() {
		if p := recover(); p != nil { // bbolt panics where a damaged file makes no sense
			err = fmt.Errorf("%w: %v", bolterrors.ErrInvalid, p)
		}
		err = f.fault(op, err)
	}()
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(f.path, 0o600, &bbolt.Options{Timeout: opTimeout})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(fileBucket)
		if err != nil {
			return err
		}
		if values, err = (localTx{bucketTable{bucket}, f.now()}).do(keys, fn); err == nil && fn == nil {
			err = errUnchanged
		}
		return err
	})
	if errors.Is(err, errUnchanged) {
		err = nil
	}
	return values, err
}

// fault explains the failure of an operation.
func (f *file) fault(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return explain(f.name(), op, errors.New("another process has it open"), "see which one hangs, or do without it: --no-cache")
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return explain(f.name(), op, err, "the file is damaged or no cache: delete it, or name another")
	}
	return explain(f.name(), op, err, "name a file that can be written, or do without it: --no-cache")
}

// bucketTable is a table in the file.
type bucketTable struct{ *bbolt.Bucket }

// Get copies what is valid only as long as the transaction.
func (b bucketTable) Get(name []byte) []byte { return bytes.Clone(b.Bucket.Get(name)) }

func (b bucketTable) prefixed(prefix string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := b.Cursor()
		for name, data := c.Seek([]byte(prefix)); bytes.HasPrefix(name, []byte(prefix)); name, data = c.Next() {
			if !yield(string(name), data) {
				return
			}
		}
	}
}

// holderOffset leaves out the first byte of the lock's file, which is what
// Windows locks against reading too.
const holderOffset = 1

func (f *file) take(ctx context.Context, token string, o Options) (*lock, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return nil, f.fault("lock", err)
	}
	held := flock.New(f.path+".lock", flock.SetPermissions(0o600))
	if ok, err := held.TryLock(); !ok {
		_ = held.Close()
		return nil, f.fault("lock", err)
	}
	text, _ := os.OpenFile(f.path+".lock", os.O_WRONLY, 0) // without it, those who wait see no progress
	extend := func(_ context.Context, steps uint64) error {
		_, _ = text.WriteAt(fmt.Appendf(nil, "%s %s\n%s\n", token, o.Holder, progressOf(token, steps)), holderOffset)
		return nil
	}
	release := func(context.Context) error {
		_ = text.Close()
		return held.Close()
	}
	return &lock{extend, release}, extend(ctx, 0)
}

func (f *file) look(context.Context) (holding, error) {
	lock := flock.New(f.path+".lock", flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	_ = lock.Close()
	if free || errors.Is(err, fs.ErrNotExist) {
		return holding{}, nil
	}
	text, err := os.Open(f.path + ".lock")
	if err != nil {
		return holding{}, f.fault("lock", err)
	}
	defer text.Close()
	data, err := io.ReadAll(io.NewSectionReader(text, holderOffset, 1024))
	holder, progress, _ := strings.Cut(string(data), "\n")
	return parseHolding(holder, progress), f.fault("lock", err)
}
