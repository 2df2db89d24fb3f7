package backend

import (
	"errors"
	"io"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxLevels is how deep inside an answer a list is looked for.
const maxLevels = 4

var (
	errEnough  = errors.New("enough was read")
	errNoList  = errors.New("the answer has no list")
	errNoIDs   = errors.New("the list's items have no id")
	errNoItems = errors.New("the answer counts items and shows none")
)

// listing reads a list answer as a stream, and only as far as needed.
type listing struct {
	keep   int  // how many items are kept
	enough int  // how many elements are seen before the list is closed
	paged  bool // the answer is to carry the total: look for it behind the items too

	in   *stream
	body *capped

	reply
	items    []entities.Item
	objects  int // list elements that are objects
	others   int // list elements that are not
	total    int
	hasTotal bool
	found    bool // there was a list
	null     bool // there was a null where the list belongs
	more     bool // the list goes on
}

// read reads the answer. An error is that of the body, of the JSON, or says
// that the answer is no list; the reply is filled as far as it was seen.
func (l *listing) read(body *capped) error {
	l.body, l.in = body, newStream(body)
	defer l.in.release()
	err := l.value("", 0)
	switch {
	case errors.Is(err, errEnough):
		err = l.complaint()
	case err == nil && (!l.hasEC || l.ec == 0):
		err = l.complaint()
	case errors.Is(err, io.EOF) && l.in.offset() > 0:
		err = io.ErrUnexpectedEOF
	}
	l.state = stateOf(err)
	l.body, l.in = nil, nil
	return err
}

func stateOf(err error) bodyState {
	switch {
	case err == nil:
		return whole
	case errors.Is(err, io.EOF):
		return empty
	case isShape(err):
		return unreadable
	}
	return broken
}

// isShape tells the errors about what was read from those of reading.
func isShape(err error) bool {
	return errors.Is(err, errSyntax) || errors.Is(err, errNoList) || errors.Is(err, errNoIDs) || errors.Is(err, errNoItems)
}

// complaint says what keeps a complete answer from being a list.
func (l *listing) complaint() error {
	elements := l.objects + l.others
	switch {
	case !l.found && l.hasTotal && l.total == 0, !l.found && l.null && l.hasEC:
		return nil
	case !l.found && l.hasTotal:
		return errNoItems
	case !l.found:
		return errNoList
	case elements > 0 && len(l.items) == 0 && l.keep > 0:
		return errNoIDs
	case l.paged && l.hasTotal && l.total > 0 && elements == 0 && l.keep > 0:
		return errNoItems
	}
	return nil
}

// observation is what the list says about its pool.
func (l *listing) observation() seeder.Observation {
	o := seeder.Observation{Count: l.objects, AtLeast: l.more, Items: l.items}
	if l.hasTotal {
		o.Count, o.AtLeast = max(l.total, l.objects), false
	}
	return o
}

// value reads the value behind a key that may hold the list.
func (l *listing) value(key string, level int) error {
	c, err := l.in.peek()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		l.in.pos++
		return l.object(level + 1)
	case '[':
		l.in.pos++
		return l.array(key)
	}
	scalar, err := l.in.value()
	if err == nil && scalar[0] == 'n' {
		l.null = true
	}
	return err
}

func (l *listing) object(level int) error {
	for first := true; ; first = false {
		more, err := l.in.next(first, '}')
		if err != nil || !more {
			return err
		}
		key, err := l.in.key()
		if err != nil {
			return err
		}
		if err := l.member(key, level); err != nil {
			return err
		}
	}
}

func (l *listing) member(key string, level int) error {
	switch key {
	case "data", "items", "meta":
		if level < maxLevels {
			return l.value(key, level)
		}
	case "EC", "EM", "message", "totalItems", "total":
		return l.fact(key)
	}
	return l.in.skip()
}

// fact reads a member that says something about the answer.
func (l *listing) fact(key string) error {
	value, err := l.in.value()
	if err != nil {
		return err
	}
	n, isNumber := integer(value)
	switch {
	case key == "EC":
		l.ec, l.hasEC = n, isNumber
	case key == "EM", key == "message" && l.em == "":
		l.em = words(value)
	case key == "totalItems" && isNumber, key == "total" && isNumber && !l.hasTotal:
		l.total, l.hasTotal = max(n, 0), true
	}
	return nil
}

func (l *listing) array(key string) error {
	if l.found || key == "meta" {
		return l.skipRest(true)
	}
	l.found = true
	for first := true; ; first = false {
		more, err := l.in.next(first, ']')
		if err != nil || !more {
			return err
		}
		if l.objects+l.others >= l.enough {
			return l.overflow()
		}
		if err := l.element(); err != nil {
			return err
		}
	}
}

func (l *listing) element() error {
	c, err := l.in.peek()
	if err != nil {
		return err
	}
	if l.objects+l.others >= l.keep {
		err = l.pass()
	} else if c == '{' {
		err = l.item()
	} else {
		_, err = l.in.value()
	}
	switch {
	case err != nil:
		return err
	case c == '{':
		l.objects++
	default:
		l.others++
	}
	return nil
}

func (l *listing) item() error {
	raw, err := l.in.value()
	if err != nil {
		return err
	}
	if item := newItem(idOf(raw), raw); item.ID != "" {
		l.items = append(l.items, item)
	}
	return nil
}

// pass forgets an element. It does not count against the limit of the body,
// whose purpose is to bound the memory.
func (l *listing) pass() error {
	before := l.in.offset()
	err := l.in.skip()
	l.body.left += l.in.offset() - before
	return err
}

// overflow is called at the first element that is not wanted any more. The
// rest of the answer is of interest only if the total is still to come.
func (l *listing) overflow() error {
	l.more = true
	if !l.paged || l.hasTotal || l.in.skip() != nil || l.skipRest(false) != nil {
		return errEnough
	}
	return nil
}

// skipRest passes the rest of an array for what is behind it.
func (l *listing) skipRest(first bool) error {
	for ; ; first = false {
		more, err := l.in.next(first, ']')
		if err != nil || !more {
			return err
		}
		if err := l.in.skip(); err != nil {
			return err
		}
	}
}
