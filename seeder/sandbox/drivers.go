package sandbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/coder/websocket"
	"github.com/tidwall/gjson"
)

// progress is a driver's way with the orders that they took: all of them until
// they are delivered.
type progress struct {
	id     string
	orders []*item
}

// courses are the statuses that a driver moves an order through, the one of an
// order that was just taken first, each with its tracking_info.
var courses = [][2]string{
	{"DISPATCHED", "DISPATCHED"}, {"READY_FOR_PICKUP", "PREPARING"}, {"RESTAURANT_PICKUP", "RESTAURANT_PICKUP"},
	{"EN_ROUTE", "EN_ROUTE"}, {"DELIVERED", "DELIVERED"},
}

// addDriverRoutes adds the drivers' socket, and what is told of it elsewhere.
func (s *Server) addDriverRoutes() {
	s.on("GET", "/socket.io", s.driversSocket)
	s.on("GET", "/driver-progress-stages/driver/:id", func(_ *call, id string) ([]byte, *refusal) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		p := s.progress[id]
		if p == nil {
			return nil, notFound("No active stage found")
		}
		var stages []map[string]string
		for n, order := range p.orders {
			at := slices.IndexFunc(courses, func(c [2]string) bool { return c[0] == order.get("status").Str })
			for i, name := range []string{"driver_ready", "waiting_for_pickup", "restaurant_pickup", "en_route_to_customer", "delivery_complete"} {
				status := "pending"
				if i < at {
					status = "completed"
				}
				stages = append(stages, map[string]string{"state": fmt.Sprintf("%s_order_%d", name, n+1), "status": status})
			}
		}
		return fmt.Appendf(nil, `{"id":%q,"driver_id":%q,"stages":%s}`, p.id, id, encode(stages)), nil
	})
}

// driversSocket speaks Socket.IO: Engine.IO 4 in text frames, the namespace
// /driver, one acknowledgement for each event.
func (s *Server) driversSocket(c *call, _ string) ([]byte, *refusal) {
	ws, err := websocket.Accept(c.w, c.r, nil)
	c.answered = true
	if err != nil {
		return nil, nil // it has said so
	}
	defer func() { _ = ws.CloseNow() }()
	ctx := c.r.Context()
	say := func(text string) { _ = ws.Write(ctx, websocket.MessageText, []byte(text)) } // the next read fails too
	say(`0{"sid":"` + newID("") + `","upgrades":[],"pingInterval":30000,"pingTimeout":180000,"maxPayload":1000000}`)
	say("2")
	for {
		_, frame, err := ws.Read(ctx)
		if err != nil {
			return nil, nil
		}
		if bytes.HasPrefix(frame, []byte("40/driver")) {
			say(`40/driver,{"sid":"` + newID("") + `"}`)
			if !s.isDriver(c.r.Header.Get("auth")) {
				say(`42/driver,["connection_error",{"reason":"Token validation failed"}]`)
				say("41/driver,")
				return nil, nil
			}
			say(`42/driver,["connected",{"status":"connected"}]`)
		}
		packet, isEvent := bytes.CutPrefix(frame, []byte("42/driver,"))
		at := bytes.IndexByte(packet, '[')
		if !isEvent || at < 0 {
			continue
		}
		event := gjson.ParseBytes(packet[at:])
		ack := "43/driver," + string(packet[:at])
		switch refused := s.onDriver(event.Get("0").Str, event.Get("1")); {
		case refused != "":
			say(fmt.Sprintf(`42/driver,["exception",{"status":"error","message":%q}]`, refused))
		case event.Get("0").Str == "driverAcceptOrder": // the backend hears it twice, and says this first
			say(ack + `[{"success":false,"message":"Order already being processed"}]`)
		default:
			say(ack + `[{"success":true}]`)
		}
	}
}

// isDriver reports whether a header holds the token of a driver who is there.
func (s *Server) isDriver(auth string) bool {
	_, claims, _ := strings.Cut(auth, ".")
	claims, _, _ = strings.Cut(claims, ".")
	text, _ := base64.RawURLEncoding.DecodeString(claims)
	s.mu.RLock()
	defer s.mu.RUnlock()
	return strings.HasPrefix(auth, "Bearer ") && s.tables["drivers"].byID[gjson.GetBytes(text, "id").Str] != nil
}

// onDriver carries out an event and returns why it was refused, "" if it was
// not.
func (s *Server) onDriver(event string, body gjson.Result) (refused string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	order := s.tables["orders"].byID[body.Get("orderId").Str]
	if order == nil {
		return "Order not found"
	}
	at, driver := 0, body.Get("driverId").Str
	switch event {
	case "driverAcceptOrder":
		if s.tables["drivers"].byID[driver] == nil {
			return "Driver not found"
		}
		p := s.progress[driver]
		if p == nil || !slices.ContainsFunc(p.orders, func(it *item) bool { return it.get("status").Str != "DELIVERED" }) {
			p = &progress{id: newID("FF_DPS_")}
			s.progress[driver] = p
		}
		if slices.Contains(p.orders, order) {
			return "Order already exists in DPS"
		}
		p.orders = append(p.orders, order)
	case "updateDriverProgress":
		driver = order.get("driver_id").Str
		p := s.progress[driver]
		at = slices.IndexFunc(courses, func(c [2]string) bool { return c[0] == order.get("status").Str }) + 1
		switch {
		case p == nil || p.id != body.Get("stageId").Str:
			return "Stage not found"
		case at == len(courses)-1 && s.wallets[platformWallet] == nil:
			return "FWallet not found"
		case at == 0 || at == len(courses):
			return ""
		}
	default:
		return ""
	}
	s.change(order, gjson.Parse(fmt.Sprintf(`{"driver_id":%q,"status":%q,"tracking_info":%q}`, driver, courses[at][0], courses[at][1])))
	return ""
}
