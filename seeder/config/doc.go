// Package config owns every setting of flashseed: its key in the file, its
// flag, its variable, its default, and whether it is a secret. Load lays the
// sources over each other (flag, environment, .env, file, default), judges
// what a command uses, and hands back one typed Config.
//
// It touches neither the process nor the terminal: whatever it reads comes in
// through Sources. It knows pools by name only; what a pool's fields may hold
// is judged where the pools are described.
package config
