package entities

import (
	"fmt"

	"github.com/flashseed/flashseed/entities/saigon"
)

func drivers() *Entity {
	return account(Entity{
		Pool:      "drivers",
		Role:      "driver",
		Body:      personBody{},
		Patch:     driverPatch{},
		Finishers: []Finisher{{Name: "vehicle", Basic: true, Next: equipDriver}, {Name: "driver's past", Next: givePast("drivers", "")}},
		Columns: columns(
			"Phone: user.phone|phone|contact_phone.0.number", "Vehicle: vehicle.model",
			"Plate: vehicle.license_plate", "At work: available_for_work",
		),
	})
}

// driverVehicle is what a driver rides.
type driverVehicle struct {
	LicensePlate string `json:"license_plate"`
	Model        string `json:"model"`
	Color        string `json:"color"`
}

// rating is how customers find a driver or a restaurant.
type rating struct {
	AverageRating float64 `json:"average_rating"`
	ReviewCount   int     `json:"review_count"`
}

// driverPatch is what a driver takes once registered.
type driverPatch struct {
	Vehicle          *driverVehicle `json:"vehicle,omitempty"`
	CurrentLocation  *point         `json:"current_location,omitempty"`
	AvailableForWork *bool          `json:"available_for_work,omitempty"`
	Rating           *rating        `json:"rating,omitempty"`
	IsOnDelivery     *bool          `json:"is_on_delivery,omitempty"`
	ActivePoints     *int           `json:"active_points,omitempty"`
	accountPast
}

// equipDriver gives a driver a vehicle, a place in the city, a picture and
// mostly a shift. A driver who has a vehicle is left off or on duty as is.
func equipDriver(w *World, ref Ref) *Change {
	have := ref.Item.record() // what was sent is not there yet
	m := newMaker(w, "drivers")
	d := newDraw(m.Seed, "drivers completed", ref.Index, 0)
	patch, model := driverPatch{}, pick(d, saigon.Vehicles())
	vehicle := driverVehicle{m.plate(ref.Index), model.Model, d.text(model.Colors)}
	at, onDuty := pick(d, places()).near(d), d.chance(80)
	if have.text("vehicle.license_plate") == "" {
		patch.Vehicle = &vehicle
		if have.answer("available_for_work") != yes {
			patch.AvailableForWork = &onDuty
		}
	}
	if have.point("current_location") == (point{}) {
		patch.CurrentLocation = &at
	}
	if have.picture("avatar") == nil {
		patch.Avatar = m.portrait(newPerson(m.draw(ref.Index, 0), m.Locale, "driver"), ref.Index)
	}
	if patch == (driverPatch{}) {
		return nil
	}
	return m.patch(ref, &patch)
}

// Letters of motorcycle plates; those that look like digits are not among
// them.
const plateLetters = "ABCDEFGHKLMNPSTUVXYZ"

// plate is a motorcycle plate of the city, such as 59-X1 234.56, that no other
// driver has.
func (m *maker) plate(index int) string {
	const series, numbers = len(plateLetters) * 9, 100_000
	n := m.permutation(series*numbers, "plates").at(index)
	letter, digit := plateLetters[n/numbers/9], 1+n/numbers%9
	return fmt.Sprintf("59-%c%d %03d.%02d", letter, digit, n%numbers/100, n%100)
}
