package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// path makes a file's name independent of where the process stands.
func (l *loader) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.WorkDir, name)
}

// readDotenv takes the file that --env-file names, or the .env of the working
// directory if it is no directory: the name is popular for those, too.
func (l *loader) readDotenv() map[string]any {
	name, from := ".env", place{layer: layerFile, name: l.path(".env")}
	if l.EnvFile != "" {
		name, from = l.EnvFile, place{layer: layerFlag, name: "--env-file"}
	}
	data, err := l.ReadFile(l.path(name))
	switch {
	case err == nil:
		return parseDotenv(string(data))
	case l.EnvFile != "":
		l.fail("env_file", name, from, unreadable(err))
	case !missing(err) && !errors.Is(err, syscall.EISDIR):
		l.fail(".env", "", from, unreadable(err))
	}
	return nil
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
