package report

import "time"

// The rate is that of the last window, measured between points at least a
// step apart, and not before there is some time to measure.
const (
	rateWindow = 10 * time.Second
	rateStep   = 500 * time.Millisecond
	rateStart  = time.Second
)

// meter measures how fast a count grows.
type meter struct {
	points []point // oldest first; bounded by the window
}

type point struct {
	at time.Time
	n  int
}

// note remembers how far the count was. Points that have left the window are
// forgotten, but the last of those, which the window begins with.
func (m *meter) note(at time.Time, n int) {
	if last := len(m.points) - 1; last >= 0 && at.Sub(m.points[last].at) < rateStep {
		return
	}
	m.points = append(m.points, point{at, n})
	for len(m.points) > 1 && at.Sub(m.points[1].at) >= rateWindow {
		m.points = m.points[1:]
	}
}

// rate is the growth a second from the window's beginning to now, 0 if it
// cannot be told yet.
func (m *meter) rate(now time.Time, n int) float64 {
	if len(m.points) == 0 {
		return 0
	}
	span := now.Sub(m.points[0].at)
	if span < rateStart {
		return 0
	}
	return float64(n-m.points[0].n) / span.Seconds()
}

// left is the time that rest more will take at that rate.
func left(rest int, rate float64) time.Duration {
	return time.Duration(float64(rest) / rate * float64(time.Second))
}
