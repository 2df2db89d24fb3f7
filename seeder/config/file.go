package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
// the usual places.
func (l *loader) readFile() map[string]given {
	const fileName = "flashseed.yaml"
	paths := []string{l.path(fileName)}
	if l.File != "" {
		paths = []string{l.path(l.File)}
	} else if l.UserConfigDir != "" {
		paths = append(paths, filepath.Join(l.UserConfigDir, fileName))
	}
	for _, path := range paths {
		data, err := l.ReadFile(path)
		switch {
		case err == nil:
			l.config.File = path
			// All keys are judged, whatever the command uses. Values are judged
			// later, so they stay the nodes they are.
			values, known := map[string]given{}, []string{"pools"}
			for _, o := range l.options {
				if o.poolKey() == "" {
					known = append(known, o.Key)
				}
			}
			root, err := document(data)
			if err != nil {
				l.fail("config", "", place{layer: layerFile, name: path}, err)
				return nil
			}
			l.section(root, "", known, values)
			return values
		case l.File != "":
			l.fail("config", l.File, place{layer: layerFlag, name: "--config"}, unreadable(err))
		case !missing(err):
			l.fail("config", "", place{layer: layerFile, name: path}, unreadable(err))
			return nil
		}
	}
	return nil
}

const largestFile = 1 << 20

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
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if len(data) > largestFile {
		err = errors.New("it is larger than 1 MiB")
	}
	return data, err
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

// document is the one document of the file, a null if it is empty.
func document(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	err := decoder.Decode(&first)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}, nil
	}
	if err == nil {
		err = decoder.Decode(&second)
	}
	switch {
	case err == nil:
		return nil, bad("holds more than one document")
	case !errors.Is(err, io.EOF):
		return nil, bad("is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return first.Content[0], nil
}

func (l *loader) at(n *yaml.Node) place {
	return place{layer: layerFile, name: l.config.File, line: n.Line, column: n.Column}
}

// each visits the pairs of a mapping; null counts as an empty one.
func (l *loader) each(n *yaml.Node, prefix string, visit func(key string, at, value *yaml.Node)) {
	n = target(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		key := strings.TrimSuffix(prefix, ".")
		l.fail(cmp.Or(key, "config"), "", l.at(n), bad("is not a mapping of keys to values"))
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(n.Content, 2) {
		key, at := pair[0].Value, pair[0]
		switch {
		case at.Kind != yaml.ScalarNode || key == "":
			l.fail(prefix+"?", "", l.at(at), bad("is a key that is not plain text"))
		case at.ShortTag() == "!!merge":
			l.fail(prefix+key, "", l.at(at), bad("merges mappings, which is not understood here").try("write the keys out"))
		case seen[key]:
			l.fail(prefix+key, "", l.at(at), bad("appears twice"))
		case strings.Contains(key, "."):
			l.fail(prefix+key, "", l.at(at), bad("is not understood with dots").try(
				"write %s on lines of their own, each indented deeper", strings.ReplaceAll(prefix+key, ".", ", ")))
		default:
			seen[key] = true
			visit(key, at, target(pair[1]))
		}
	}
}

// section collects the settings of a mapping whose keys begin with prefix.
func (l *loader) section(n *yaml.Node, prefix string, known []string, values map[string]given) {
	l.each(n, prefix, func(key string, at, value *yaml.Node) {
		full := prefix + key
		switch {
		case full == "pools":
			l.each(value, poolPrefix, func(name string, at, value *yaml.Node) { l.pool(name, at, value, values) })
		case slices.Contains(known, full):
			values[full] = given{value, l.at(value)}
		case slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, full+".") }):
			l.section(value, full+".", known, values)
		default:
			var names []string
			for _, k := range known {
				if rest, ok := strings.CutPrefix(k, prefix); ok {
					name, _, _ := strings.Cut(rest, ".")
					names = append(names, name)
				}
			}
			l.fail(full, "", l.at(at), bad("is not a setting").try("%s",
				DidYouMean(key, names, "see config.example.yaml for all there are")))
		}
	})
}
