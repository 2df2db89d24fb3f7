package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// origin is where a value stands.
type origin struct {
	layer, name string
	line        int
}

const (
	layerFlag    = "flag"
	layerEnv     = "environment"
	layerDotenv  = ".env"
	layerFile    = "file"
	layerDefault = "default"
)

func (o origin) String() string {
	return strings.TrimSpace(o.layer + " " + o.name)
}

// exact adds the line, for errors.
func (o origin) exact() string {
	if o.line == 0 {
		return o.String()
	}
	return fmt.Sprintf("%s:%d", o, o.line)
}

// raw is a value before it is judged: text from a flag, a variable or a
// default, or a node of the file.
type raw struct {
	text string
	node *yaml.Node
	from origin
	// broken is set where the source itself could not be read.
	broken *problem
}

// word is the text of a scalar, whatever type YAML saw in it: 25 and "25" are
// the same. want names the kind for the complaint.
func (r raw) word(want string) (string, error) {
	if r.node == nil {
		return strings.TrimSpace(r.text), nil
	}
	if err := scalar(r.node, want); err != nil {
		return "", err
	}
	return strings.TrimSpace(r.node.Value), nil
}

// str is the text of a string. A number or a yes/no of the file is refused,
// because YAML may read it as something else than was meant (0123, 1e5, on).
func (r raw) str() (string, error) {
	if r.node == nil {
		return r.text, nil
	}
	if err := scalar(r.node, "text"); err != nil {
		return "", err
	}
	if r.node.ShortTag() != "!!str" {
		return "", bad("is not text to YAML").try("put it in quotes")
	}
	return r.node.Value, nil
}

// shown is the value for a message, before redaction; false for lists,
// mappings and values that are not there.
func (r raw) shown() (string, bool) {
	switch {
	case r.broken != nil:
		return "", false
	case r.node == nil:
		return r.text, true
	}
	return r.node.Value, r.node.Kind == yaml.ScalarNode && !isNull(r.node)
}

func scalar(n *yaml.Node, want string) error {
	switch {
	case n.Kind == yaml.MappingNode:
		return bad("is a mapping, not %s", want)
	case n.Kind == yaml.SequenceNode:
		return bad("is a list, not %s", want)
	case isNull(n):
		return bad("has no value").try(`leave the key out for its default, or write "" for nothing`)
	}
	return nil
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// target follows an alias to what it stands for.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
