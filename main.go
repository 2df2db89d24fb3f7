// Command flashseed fills a Flashstrom backend with believable data and keeps
// it filled.
package main

import (
	"os"

	"github.com/flashseed/flashseed/cmd"
)

func main() {
	os.Exit(cmd.Main(cmd.System()))
}
