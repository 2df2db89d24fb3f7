package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A bar narrower than the one shows nothing, one wider than the other shows
// nothing more.
const (
	narrowestBar = 5
	widestBar    = 40
)

// bar is the pool at work.
type bar struct {
	title  string
	there  int // before the run
	made   int // in the run, so far
	wanted int
	speed  meter
}

func (b *bar) count() string { return fmt.Sprintf("%d/%d", b.there+b.made, b.wanted) }

// pace tells the rate and the time left, empty while there is none to tell.
func (b *bar) pace(now time.Time) (rate, rest string) {
	r := b.speed.rate(now, b.made)
	if r <= 0 {
		return "", ""
	}
	return perSecond(r), duration(left(max(b.wanted-b.there-b.made, 0), r)) + " left"
}

// frame draws the bar in at most width columns, leaving out first what
// matters least: the rate, the time left, the bar itself.
func (b *bar) frame(width int, now time.Time, s symbols) string {
	rate, rest := b.pace(now)
	for _, tail := range []string{
		joinFilled("  ", b.count(), rate, rest),
		joinFilled("  ", b.count(), rest),
		b.count(),
	} {
		room := width - columnsOf(b.draw(0, s)) - 1 - columnsOf(tail)
		if room >= narrowestBar {
			return b.draw(min(room, widestBar), s) + " " + tail
		}
	}
	return cut(b.title+" "+b.count(), width, s.ellipsis)
}

// draw has the title, the percentage and the bar proper drawn, size columns
// wide.
func (b *bar) draw(size int, s symbols) string {
	p := progressbar.NewOptions(b.wanted,
		progressbar.OptionSetWriter(io.Discard),
		progressbar.OptionSetDescription(b.title),
		progressbar.OptionSetTheme(s.bar),
		progressbar.OptionSetWidth(size),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionShowCount(), // draws at every call, also below one per cent
	)
	_ = p.Set(min(b.there+b.made, b.wanted)) // to io.Discard, and never beyond its end
	drawn := strings.TrimPrefix(p.String(), "\r")
	return drawn[:strings.LastIndex(drawn, " (")]
}

// joinFilled joins the parts that are not empty.
func joinFilled(separator string, parts ...string) string {
	var filled []string
	for _, part := range parts {
		if part != "" {
			filled = append(filled, part)
		}
	}
	return strings.Join(filled, separator)
}
