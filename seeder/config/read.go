package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
)

const fileName = "flashseed.yaml"

// readDotenv takes the .env of the working directory, if it is a file: the
// name is also popular for directories.
func (l *loader) readDotenv() {
	path := l.path(".env")
	data, err := l.sources.ReadFile(path)
	switch {
	case err == nil:
		l.dotenvs = parseDotenv(string(data))
	case !missing(err) && !errors.Is(err, syscall.EISDIR):
		l.fail(".env", "", origin{layer: layerFile, name: path}, unreadable(err))
	}
}

func (l *loader) readFile() {
	if named := l.sources.File; named != "" {
		l.readNamed(named)
		return
	}
	for _, path := range l.candidates() {
		data, err := l.sources.ReadFile(path)
		if missing(err) {
			continue
		}
		if err != nil {
			l.fail("config", "", origin{layer: layerFile, name: path}, unreadable(err))
			return
		}
		l.useFile(path, data)
		return
	}
}

func (l *loader) readNamed(name string) {
	path := l.path(name)
	data, err := l.sources.ReadFile(path)
	if err != nil {
		l.fail("config", name, origin{layer: layerFlag, name: "--config"}, unreadable(err))
		return
	}
	l.useFile(path, data)
}

func (l *loader) useFile(path string, data []byte) {
	f := parseFile(path, data, l.sources.Pools)
	l.config.File, l.fileValues = path, f.values
	l.errs = append(l.errs, f.errs...)
}

func (l *loader) candidates() []string {
	paths := []string{l.path(fileName)}
	if dir := l.sources.UserConfigDir; dir != "" {
		paths = append(paths, filepath.Join(dir, fileName))
	}
	return paths
}

// checkFiles looks whether the files that settings name are there.
func (l *loader) checkFiles() {
	if l.config.CAFile == "" {
		return
	}
	given := l.config.CAFile
	l.config.CAFile = l.path(given)
	if _, err := l.sources.ReadFile(l.config.CAFile); err != nil {
		l.fail(keyCAFile, given, l.froms[keyCAFile], unreadable(err))
	}
}

// missing: there is no such file, nor a directory it could be in.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func unreadable(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return bad("cannot be read: %s", err)
}
