package entities

// onlineSessionBody creates a shift of a driver or of an agent of customer care.
type onlineSessionBody struct {
	DriverID       string `json:"driver_id,omitempty" ref:"drivers"`
	CustomerCareID string `json:"customer_care_id,omitempty" ref:"customer_cares"`
	StartTime      int64  `json:"start_time"` // a backend may put its own time in its place
	EndTime        int64  `json:"end_time,omitempty"`
	IsActive       *bool  `json:"is_active,omitempty"`
}

func onlineSessions() *Entity {
	return &Entity{
		Pool:     "online_sessions",
		Optional: true,
		Needs:    []string{"drivers"},
		Body:     onlineSessionBody{},
		Key:      keyed("driver_id|customer_care_id"),
		bind:     newOnlineSessions,
		Columns: columns(
			"Whose: driver_id|customer_care_id", "Active: is_active", "From: start_time as date",
			"To: end_time as date",
		),
	}
}

// newOnlineSessions makes the running shift of a driver or agent at work, or one
// that ends about now. Every sixth is an agent's.
func newOnlineSessions(m maker) (Generator, error) {
	drivers, cares := m.Refs["drivers"], m.Refs["customer_cares"]
	return drafts(func(index, attempt int) Draft {
		d := m.draw(index, attempt)
		body := &onlineSessionBody{StartTime: m.now - int64(d.between(20, 300))*60}
		who := &drivers[(index-(index+4)/6)%len(drivers)]
		if len(cares) > 0 && index%6 == 1 {
			who = &cares[index/6%len(cares)]
			body.CustomerCareID = who.ID
		} else {
			body.DriverID = who.ID
		}
		atWork := who.record().answer("available_for_work") == yes
		body.IsActive = &atWork
		if !atWork {
			body.EndTime = m.now
		}
		return m.draft(index, attempt, body)
	}), nil
}
