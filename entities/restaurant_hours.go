package entities

import "github.com/flashseed/flashseed/entities/saigon"

// openingHours are a week's hours.
type openingHours struct {
	Mon dayHours `json:"mon" closed:"true"`
	Tue dayHours `json:"tue" closed:"true"`
	Wed dayHours `json:"wed" closed:"true"`
	Thu dayHours `json:"thu" closed:"true"`
	Fri dayHours `json:"fri" closed:"true"`
	Sat dayHours `json:"sat" closed:"true"`
	Sun dayHours `json:"sun" closed:"true"`
}

// dayHours are one day's: 900 to 2130 is 9:00 to 21:30.
type dayHours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// newOpeningHours draws a week around usual saigon.Hours: open longer on Friday and
// Saturday, later on Sunday, and on one quiet day closed early.
func newOpeningHours(d draw, usual saigon.Hours) openingHours {
	shift := 15 * d.between(-2, 2)
	usual = saigon.Hours{From: later(usual.From, shift), To: later(usual.To, shift)}
	day := func(open, close int) dayHours {
		return dayHours{From: later(usual.From, open), To: later(usual.To, close)}
	}
	weekday := day(0, 0)
	week := openingHours{Mon: weekday, Tue: weekday, Wed: weekday, Thu: weekday}
	*[]*dayHours{&week.Mon, &week.Tue, &week.Wed}[d.between(0, 2)] = day(0, -30*d.between(1, 3))
	long := 30 * d.between(0, 2)
	week.Fri, week.Sat = day(0, long), day(0, long)
	week.Sun = day(30*d.between(0, 2), 0)
	return week
}

// later moves a time of day by so many minutes, within the day.
func later(time, minutes int) int {
	total := time/100*60 + time%100 + minutes
	total = min(max(total, 0), 23*60+59)
	return total/60*100 + total%60
}
