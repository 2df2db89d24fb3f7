package sandbox

import (
	"bytes"
	"strconv"
	"strings"
)

// sample stands for any number of rows that differ in a number alone. They
// are rendered when they are listed and stored nowhere.
type sample struct {
	db     *db
	schema *schema
	parts  map[view][][]byte // a rendered row, cut at the numbers
}

// marker takes the number's place in a sample's row: 12 digits, as the last
// group of a UUID has them.
const marker = "987654321987"

const sampleGroups = "00000000-0000-4000-8000-"

func newSample(d *db, schema *schema) *sample {
	s := &sample{db: d, schema: schema, parts: map[view][][]byte{}}
	it := s.item(marker)
	for _, v := range []view{viewOwn, viewList, viewPage, viewOne} {
		s.parts[v] = bytes.Split(d.appendItem(nil, it, v), []byte(marker))
	}
	return s
}

// append renders the n-th row.
func (s *sample) append(dst []byte, n int, v view) []byte {
	number := digits(n)
	for i, part := range s.parts[v] {
		if i > 0 {
			dst = append(dst, number[:]...)
		}
		dst = append(dst, part...)
	}
	return dst
}

// digits is n in decimal with leading zeros.
func digits(n int) (out [len(marker)]byte) {
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = byte('0' + n%10)
		n /= 10
	}
	return out
}

// find returns the row with that id as an item, nil when it is none of the
// first count.
func (s *sample) find(id string, count int) *item {
	number, ok := strings.CutPrefix(id, s.schema.prefix+sampleGroups)
	if !ok || len(number) != len(marker) {
		return nil
	}
	if n, err := strconv.Atoi(number); err != nil || n < 0 || n >= count {
		return nil
	}
	return s.item(number)
}

// item makes one row. Its seq tells that it is not a stored one.
func (s *sample) item(number string) *item {
	values := sampleValues(s.schema.key, number, s.db.seconds())
	it := s.schema.newItem(s.schema.prefix+sampleGroups+number, values)
	it.seq = -1
	if email := values.text("email"); email != "" {
		it.user = &user{
			id: "USR_" + sampleGroups + number, email: email,
			firstName: values["first_name"], lastName: values["last_name"],
			roles: []string{roleOf(s.schema.key)}, createdAt: s.db.seconds(),
			password: hashPrefix + strings.Repeat("x", 53),
		}
	}
	return it
}

func roleOf(key string) string {
	for _, a := range accounts() {
		if a.pool == key {
			return a.role
		}
	}
	return ""
}

// sampleValues are the columns of a synthetic row. References are null: the
// rows are other people's data, and not all of it is whole.
func sampleValues(key, number string, now int64) object {
	values := object{}
	values.setInt("created_at", now)
	values.setInt("updated_at", now)
	values.setText("description", "Sample "+number)
	switch key {
	case addressBooks:
		values.setText("street", number+" Sample Street")
		values.setText("city", "Ho Chi Minh City")
		values.setText("nationality", "Vietnam")
		values.setRaw("postal_code", "70000")
		values.setRaw("location", `{"lat":10.77,"lng":106.7}`)
		values.setText("title", "Sample")
	case menuItemVariants:
		values.setText("variant", "Sample "+number)
		values.setRaw("price", "5")
	case orders:
		sampleOrder(values)
	default:
		sampleNamed(key, values, number, now)
	}
	return values
}

func sampleOrder(values object) {
	for _, key := range []string{"total_amount", "delivery_fee", "service_fee", "sub_total", "discount_amount"} {
		values.setRaw(key, "0")
	}
	values.setText("status", "PENDING")
	values.setText("tracking_info", "ORDER_PLACED")
	values.setText("payment_status", "PENDING")
	values.setText("payment_method", "COD")
	values.setRaw("order_items", "[]")
	values["order_time"] = values["created_at"]
	values.setRaw("delivery_time", "1800")
}

func sampleNamed(key string, values object, number string, now int64) {
	values.setText("name", "Sample "+number)
	values.setRaw("price", "10")
	values.setText("restaurant_name", "Sample "+number)
	values.setRaw("status", `{"is_open":true,"is_active":true,"is_accepted_orders":true}`)
	role := roleOf(key)
	if key == promotions {
		samplePromotion(values, now)
	}
	if role == "" {
		return
	}
	values.setText("email", "sample-"+number+"@example.test")
	values.setText("first_name", "Sample")
	values.setText("last_name", number)
	values.setText("user_id", "USR_"+sampleGroups+number)
	values.setText("owner_id", "USR_"+sampleGroups+number)
	values.setInt("last_login", now)
	values["contact_email"] = contact("email", values["email"])
	if strings.HasSuffix(key, "_admins") {
		values.setText("role", role)
		values.setRaw("status", `"ACTIVE"`)
	}
}

func samplePromotion(values object, now int64) {
	values.setInt("start_date", now)
	values.setInt("end_date", now+int64(generatedSpan.Seconds()))
	values.setText("discount_type", "PERCENTAGE")
	values.setRaw("discount_value", "10")
	values.setRaw("promotion_cost_price", "1")
	values.setRaw("status", `"ACTIVE"`)
	values.setRaw("created_at", isoTime(now))
	values.setRaw("updated_at", isoTime(now))
}
