package entities

import "github.com/flashseed/flashseed/entities/saigon"

// openingHours are a week's hours.
type openingHours struct {
	Mon saigon.Hours `json:"mon" closed:"true"`
	Tue saigon.Hours `json:"tue" closed:"true"`
	Wed saigon.Hours `json:"wed" closed:"true"`
	Thu saigon.Hours `json:"thu" closed:"true"`
	Fri saigon.Hours `json:"fri" closed:"true"`
	Sat saigon.Hours `json:"sat" closed:"true"`
	Sun saigon.Hours `json:"sun" closed:"true"`
}

// neverCloses are the hours of a house that is always open.
var neverCloses = saigon.Hours{From: 0, To: 2359}

// newOpeningHours draws a week around usual hours: open longer on Friday and
// Saturday, later on Sunday, and on one quiet day closed early.
func newOpeningHours(d draw, usual saigon.Hours) openingHours {
	if usual == neverCloses {
		return openingHours{usual, usual, usual, usual, usual, usual, usual}
	}
	shift := 15 * d.between(-2, 2)
	usual = saigon.Hours{From: later(usual.From, shift), To: later(usual.To, shift)}
	day := func(open, close int) saigon.Hours {
		return saigon.Hours{From: later(usual.From, open), To: later(usual.To, close)}
	}
	weekday := day(0, 0)
	week := openingHours{Mon: weekday, Tue: weekday, Wed: weekday, Thu: weekday}
	*[]*saigon.Hours{&week.Mon, &week.Tue, &week.Wed}[d.between(0, 2)] = day(0, -30*d.between(1, 3))
	long := 30 * d.between(0, 2)
	week.Fri, week.Sat = day(0, long), day(0, long)
	week.Sun = day(30*d.between(0, 2), 0)
	return week
}

// later moves a time of day by so many minutes, within the day.
func later(time, minutes int) int {
	total := minuteOf(time) + minutes
	total = min(max(total, 0), 23*60+59)
	return total/60*100 + total%60
}

// week are a restaurant's hours by weekday, from Sunday; those of a day that
// nothing is known of are usual ones.
type week [7]saigon.Hours

func readWeek(r record) (w week) {
	for i, name := range [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		from, _ := r.number("opening_hours." + name + ".from")
		to, _ := r.number("opening_hours." + name + ".to")
		if w[i] = (saigon.Hours{From: int(from), To: int(to)}); from >= to {
			w[i] = saigon.Hours{From: 1000, To: 2100}
		}
	}
	return w
}

// on returns the hours of the day that a moment in Vietnam belongs to.
func (w *week) on(at int64) saigon.Hours {
	return w[((at+vietnam)/day+4)%7] // 1970 began on a Thursday
}

// open reports whether the restaurant is open at a moment.
func (w *week) open(at int64) bool {
	hours, minute := w.on(at), int((at-midnight(at))/60)
	return minute >= minuteOf(hours.From) && (minute < minuteOf(hours.To) || hours.To == neverCloses.To)
}

// minuteOf is the minute of the day of a time such as 2130.
func minuteOf(time int) int { return time/100*60 + time%100 }
