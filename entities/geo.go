package entities

import (
	"math"
	"strconv"
	"sync"

	"github.com/flashseed/flashseed/entities/saigon"
)

// city is where everything is.
const city = "Ho Chi Minh City"

// vietnam is how many seconds Vietnam's clocks are ahead of UTC.
const vietnam = 7 * 60 * 60

const day = 24 * 60 * 60 // seconds

// midnight is the last one in Vietnam.
func midnight(now int64) int64 { return (now+vietnam)/day*day - vietnam }

// jitter is how far, in microdegrees, a place may lie from its street's point.
const jitter = 1500

// place is a street and its district.
type place struct {
	in     *saigon.District
	street *saigon.Street
}

// places are all streets of the city.
var places = sync.OnceValue(func() (list []place) {
	districts := saigon.Districts()
	for i := range districts {
		for j := range districts[i].Streets {
			list = append(list, place{&districts[i], &districts[i].Streets[j]})
		}
	}
	return list
})

// near draws a point close to a street's, inside its district.
func (p place) near(d draw) point {
	return point{
		Lat: moved(d, p.street.Lat, p.in.MinLat, p.in.MaxLat),
		Lng: moved(d, p.street.Lng, p.in.MinLng, p.in.MaxLng),
	}
}

// moved draws a coordinate close to another, with six decimals.
func moved(d draw, from, low, high float64) float64 {
	micro := math.Round(from*1e6) + float64(d.between(-jitter, jitter))
	return min(max(micro/1e6, low), high)
}

// houseNumber is the n-th house number of a street: 1 to its highest, then the
// houses of its alleys (1/40, 2/41…), as the city counts them. A house in an
// alley may come before them. A later attempt at a house adds a letter.
func houseNumber(d draw, s *saigon.Street, order permutation, n int, alley bool, attempt int) string {
	number := strconv.Itoa(order.at(n%s.MaxNumber) + 1)
	const doors = 40
	if door := d.between(1, doors-1); alley || n >= s.MaxNumber {
		number += "/" + strconv.Itoa(n/s.MaxNumber*doors+door)
	}
	if attempt > 0 {
		number += string(rune('A' + (attempt-1)%26))
	}
	if attempt > 26 {
		number += strconv.Itoa((attempt - 1) / 26)
	}
	return number
}

// kilometres is the distance between two points as the crow flies, to ten
// metres.
func kilometres(a, b point) float64 {
	const earth = 6371
	lat := radians(b.Lat - a.Lat)
	lng := radians(b.Lng - a.Lng)
	h := square(math.Sin(lat/2)) + math.Cos(radians(a.Lat))*math.Cos(radians(b.Lat))*square(math.Sin(lng/2))
	return math.Round(2*earth*math.Asin(math.Sqrt(min(h, 1)))*100) / 100
}

func radians(d float64) float64 { return d * math.Pi / 180 }

func square(x float64) float64 { return x * x }

// districtAt names the district that a point lies in, the one with the nearest
// street where several might.
func districtAt(at point) string {
	name, best := city, math.Inf(1)
	for _, p := range places() {
		away := square(p.street.Lat-at.Lat) + square(p.street.Lng-at.Lng)
		if away < best && away < square(0.1) {
			name, best = p.in.Name, away
		}
	}
	return name
}
