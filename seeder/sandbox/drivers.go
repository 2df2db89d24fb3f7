package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/coder/websocket"
	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

type stage struct{ status, tracking, name string }

// stages are what a driver moves an order through, the one of an order that was
// just taken first: the order's status and tracking_info, and what the stage
// that ends there is called.
var stages = []stage{
	{"DISPATCHED", "DISPATCHED", "driver_ready"},
	{"READY_FOR_PICKUP", "PREPARING", "waiting_for_pickup"},
	{"RESTAURANT_PICKUP", "RESTAURANT_PICKUP", "restaurant_pickup"},
	{"EN_ROUTE", "EN_ROUTE", "en_route_to_customer"},
	{"DELIVERED", "DELIVERED", "delivery_complete"},
}

// stageOf is where an order has got to, -1 before a driver took it.
func stageOf(order *item) int {
	return slices.IndexFunc(stages, func(s stage) bool { return s.status == order.get("status").Str })
}

// addDriverRoutes adds the drivers' socket, and the table of how far drivers are
// with the orders that they took.
func (s *Server) addDriverRoutes() {
	s.addPool(&entities.Entity{Pool: progressTable, Routes: entities.Routes{List: progressTable}})
	s.on("GET", "/socket.io", s.driversSocket)
	s.on("GET", progressTable+"/driver/:id", func(c *call, id string) ([]byte, *refusal) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		if p := s.progressOf(id); p != nil {
			return c.record(p, single)
		}
		return nil, &refusal{ec: ecNotFound, em: "No active stage found"}
	})
}

// progressOf is the driver's newest progress, nil if there is none.
func (s *Server) progressOf(driver string) *item {
	for _, p := range slices.Backward(s.tables[progressTable].items) {
		if p.get("driver_id").Str == driver {
			return p
		}
	}
	return nil
}

// driversSocket speaks Socket.IO: Engine.IO 4 in text frames, the namespace
// /driver, one acknowledgement for each event.
func (s *Server) driversSocket(c *call, _ string) ([]byte, *refusal) {
	c.answered = true
	ws, err := websocket.Accept(c.w, c.r, nil)
	if err != nil {
		return nil, nil // it has said so
	}
	defer func() { _ = ws.CloseNow() }()
	ctx := c.r.Context()
	say := func(format string, args ...any) {
		_ = ws.Write(ctx, websocket.MessageText, fmt.Appendf(nil, format, args...)) // the next read fails too
	}
	say(`0{"sid":%q,"upgrades":[],"pingInterval":30000,"pingTimeout":180000,"maxPayload":1000000}`, newID(""))
	say("2")
	for {
		_, frame, err := ws.Read(ctx)
		if err != nil {
			return nil, nil
		}
		if bytes.HasPrefix(frame, []byte("40/driver")) {
			say(`40/driver,{"sid":%q}`, newID(""))
			if !strings.HasPrefix(c.r.Header.Get("auth"), "Bearer "+tokenHead) {
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
		event, success := gjson.ParseBytes(packet[at:]), `"success":true`
		if event.Get("0").Str == "driverAcceptOrder" { // the backend hears it twice, and says this first
			success = `"success":false,"message":"Order already being processed"`
		}
		if refused := s.onDriver(event.Get("0").Str, event.Get("1")); refused != "" {
			say(`42/driver,["exception",{"status":"error","message":%q}]`, refused)
		} else {
			say(`43/driver,%s[{%s}]`, packet[:at], success)
		}
	}
}

// onDriver carries out an event and returns why it was refused, "" if it was
// not.
func (s *Server) onDriver(event string, body gjson.Result) (refused string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	order := s.lookup(body.Get("orderId").Str, "orders")
	driver, at := order.get("driver_id").Str, stageOf(order)+1
	p := s.progressOf(driver)
	switch {
	case order == nil:
		return "Order not found"
	case event == "driverAcceptOrder" && driver != "":
		return "Order already exists in DPS"
	case event == "driverAcceptOrder" && s.lookup(body.Get("driverId").Str, "drivers") == nil:
		return "Driver not found"
	case event == "driverAcceptOrder":
		driver, at = body.Get("driverId").Str, 0
		p = s.add(s.tables[progressTable], object{"driver_id": encode(driver)}, nil)
	case event != "updateDriverProgress", at == 0, at == len(stages):
		return ""
	case p == nil || p.id != body.Get("stageId").Str:
		return "Stage not found"
	case at == len(stages)-1 && s.lookup(platformWallet, walletTable) == nil:
		return "FWallet not found"
	}
	s.change(order, object{"driver_id": encode(driver), "status": encode(stages[at].status), "tracking_info": encode(stages[at].tracking)})
	var shown []object
	for i, stage := range stages {
		status := "pending"
		if i < at {
			status = "completed"
		}
		shown = append(shown, object{
			"state": encode(stage.name + "_order_1"), "status": encode(status), "details": encode(s.detailsOf(i, order)),
		})
	}
	s.change(p, object{"stages": encode(shown), "current_state": shown[at]["state"]})
	return ""
}

// detailsOf is what a driver sees of a stage: where to go, and to whom.
func (s *Server) detailsOf(stage int, order *item) object {
	details := object{"actual_time": encode(0), "notes": encode(""), "tip": encode(0)}
	take := func(name, column, pool string, v view, path string) {
		to := s.show(nil, s.lookup(order.get(column).Str, pool), v)
		if found := gjson.GetBytes(to, path); found.Exists() {
			details[name] = json.RawMessage(found.Raw)
		}
	}
	switch stages[stage].name {
	case "driver_ready":
		take("location", "driver_id", "drivers", paged, "current_location")
	case "waiting_for_pickup", "restaurant_pickup":
		take("location", "restaurant_location", "address_books", paged, "location")
		take("restaurantDetails", "restaurant_id", "restaurants", paged, "{id,restaurant_name,address,avatar,contact_phone}")
	default:
		take("location", "customer_location", "address_books", paged, "location")
		take("customerDetails", "customer_id", "customers", single, "{id,first_name,last_name,address,avatar}")
	}
	return details
}
