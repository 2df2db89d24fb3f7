package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"go.yaml.in/yaml/v3"
)

// path makes a file's name independent of where the process stands.
func (l *loader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.WorkDir, name)
}

// readFile reads the config file that --config names, else the first one in
// the usual places. All its keys are judged, whatever the command uses; values
// are judged later.
func (l *loader) readFile() {
	const fileName = "flashseed.yaml"
	paths := []string{l.path(fileName)}
	if l.File != "" {
		paths = []string{l.path(l.File)}
	} else if l.UserConfigDir != "" {
		paths = append(paths, filepath.Join(l.UserConfigDir, fileName))
	}
	for _, path := range paths {
		data, err := l.ReadFile(path)
		if missing(err) && l.File == "" {
			continue
		}
		l.config.File = path
		root, err := document(data, err)
		switch {
		case err == nil:
			l.collect(root, "", "")
		case l.File != "":
			l.fail("config", l.File, fromFlag+"--config", err)
		default:
			l.fail("config", "", fromFile+path, err)
		}
		return
	}
}

// readRegular reads a file and nothing else: a FIFO would block, and a device
// may never end.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > 1<<20:
		return nil, errors.New("it is larger than 1 MiB")
	}
	return os.ReadFile(path)
}

// missing: there is no such file, nor a directory it could be in.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func unreadable(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return bad("cannot be read: %s", err)
}

// document is the one document of a file that was read, a null if it is empty.
// Decoding it finds keys that appear twice, and aliases without end.
func document(data []byte, err error) (*yaml.Node, error) {
	if err != nil {
		return nil, unreadable(err)
	}
	var first, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	err = decoder.Decode(&first)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}, nil
	}
	if err == nil && first.Content[0].Kind == yaml.MappingNode {
		err = first.Decode(&map[string]any{})
	}
	if err == nil {
		err = decoder.Decode(&second)
	}
	switch {
	case err == nil:
		return nil, bad("holds more than one document")
	case !errors.Is(err, io.EOF):
		quoted := regexp.MustCompile("`[^`]*`") // a value, perhaps a secret
		text := strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " ")
		return nil, bad("is not YAML: %s", quoted.ReplaceAllString(text, hidden))
	}
	return first.Content[0], nil
}

// collect gathers the settings of a mapping, whose keys begin with prefix: under
// "pools.orders." stand those that are declared under "pools.<pool>.".
func (l *loader) collect(n *yaml.Node, prefix, declared string) {
	n = target(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		key := strings.TrimSuffix(prefix, ".")
		l.fail(cmp.Or(key, "config"), "", l.at(n), bad("is not a mapping of keys to values"))
		return
	}
	known := map[string]bool{} // by name: whether more settings stand under it
	for _, o := range l.options {
		if rest, ok := strings.CutPrefix(o.Key, declared); ok {
			name, more, _ := strings.Cut(rest, ".")
			known[name] = more != "" && more != "<field>"
		}
	}
	for pair := range slices.Chunk(n.Content, 2) {
		key, at, value := pair[0].Value, pair[0], target(pair[1])
		nested, found := known[key]
		switch {
		case declared == poolPrefix:
			if l.pool(key, at, value) {
				l.collect(value, prefix+key+".", "pools.<pool>.")
			}
		case nested:
			l.collect(value, prefix+key+".", declared+key+".")
		case found:
			l.give(prefix+key, value, l.at(value))
		default:
			l.fail(cmp.Or(prefix+key, "?"), "", l.at(at), bad("is not a setting").try("%s",
				DidYouMean(key, slices.Sorted(maps.Keys(known)), "see config.example.yaml for all there are")))
		}
	}
}
