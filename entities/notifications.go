package entities

import (
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// notificationBody creates a notification.
type notificationBody struct {
	Avatar       picture  `json:"avatar"`
	Title        string   `json:"title"`
	Desc         string   `json:"desc"`
	TargetUser   []string `json:"target_user" enum:"CUSTOMER|DRIVER|RESTAURANT|CUSTOMER_CARE"`
	CreatedByID  string   `json:"created_by_id" ref:"super_admins|finance_admins|companion_admins"`
	TargetUserID string   `json:"target_user_id,omitempty" ref:"customers|drivers|restaurants|customer_cares"` // empty: for everybody
	Image        string   `json:"image,omitempty"`
	Link         string   `json:"link,omitempty"`
}

func notifications() *Entity {
	return &Entity{
		Pool:     "notifications",
		JSONKey:  "notifications",
		Title:    "Notifications",
		Optional: true,
		Needs:    []string{"super_admins"},
		Body:     notificationBody{},
		Key: func(item Item) string {
			r := item.record()
			return keyOf(r.text("title"), r.id("target_user_id"), r.text("desc"))
		},
		New: newNotifications,
		Columns: []Column{
			idColumn(),
			column("Title", "title"),
			column("Text", "desc"),
			column("For", "target_user.0", "target_user"),
			column("Whom", "target_user_id"),
			column("Read", "is_read"),
		},
	}
}

type notificationMaker struct {
	maker
	admins     []Ref
	orders     []placedOrder
	promotions []Ref       // that run
	order      permutation // of the notices
}

func newNotifications(w *World) (Generator, error) {
	admins, err := needRefs(w, "notifications", "super_admins", "super admin")
	if err != nil {
		return nil, err
	}
	m := &notificationMaker{maker: newMaker(w, "notifications"), admins: admins, orders: placedOrders(w)}
	m.order = m.permutation(len(saigon.LoadServices().Notices), "notices")
	for _, ref := range w.Refs["promotions"] {
		if r := ref.record(); r.text("status") == "ACTIVE" && r.text("name") != "" {
			m.promotions = append(m.promotions, ref)
		}
	}
	return m, nil
}

// orderNews is what a customer hears about an order, by its status.
var orderNews = map[string][2]saigon.Text{
	delivered:      {{En: "Enjoy your meal", Vi: "Chúc ngon miệng"}, {En: "{dish} from {restaurant} has been delivered.", Vi: "{dish} của {restaurant} đã giao tới."}},
	cancelled:      {{En: "Order cancelled", Vi: "Đơn đã hủy"}, {En: "Your order of {dish} at {restaurant} was cancelled.", Vi: "Đơn {dish} ở {restaurant} đã bị hủy."}},
	deliveryFailed: {{En: "We could not reach you", Vi: "Không giao được"}, {En: "{dish} from {restaurant} could not be delivered.", Vi: "{dish} của {restaurant} chưa giao được."}},
	"":             {{En: "Your order is under way", Vi: "Đơn đang tới"}, {En: "{restaurant} is taking care of {dish}.", Vi: "{restaurant} đang lo món {dish} cho bạn."}},
}

// Draft makes news of an order for whoever made it, of a promotion for all
// customers, or a notice for all users of an app, in turn.
func (m *notificationMaker) Draft(index, attempt int) (Draft, error) {
	admin := m.admins[index%len(m.admins)]
	body := &notificationBody{CreatedByID: admin.ID, TargetUser: []string{"CUSTOMER"}}
	refs := []Link{{"super_admins", admin.ID}}
	if p := m.picture(promotionPicture, "notice", index); p != nil {
		body.Avatar = *p
	}
	turn, at := index%4, index/4
	switch {
	case turn == 1 && at < len(m.promotions):
		r := m.promotions[at].record()
		body.Title, body.Desc = r.text("name"), r.text("description", "name")
	case turn%2 == 1 && len(m.orders) > 0:
		order := m.orders[index/2%len(m.orders)]
		news, ended := orderNews[order.status]
		if !ended {
			news = orderNews[""]
		}
		language := m.languageOf(order.customer)
		body.Title, body.Desc = news[0].In(language), order.fill(news[1].In(language))
		body.TargetUserID = order.customer.ID
		refs = append(refs, Link{"customers", order.customer.ID})
	default:
		notices := saigon.LoadServices().Notices
		notice := notices[m.order.at(index/2)]
		body.Title, body.Desc = notice.Title.In(m.language()), notice.Text.In(m.language())
		if again := index / 2 / len(notices); again > 0 {
			body.Title += " (" + strconv.Itoa(again+1) + ")"
		}
		body.TargetUser[0] = strings.Replace(strings.ToUpper(notice.For), "CARE", "CUSTOMER_CARE", 1)
	}
	if attempt > 0 {
		body.Title += " #" + strconv.Itoa(attempt+1)
	}
	return m.draft(index, attempt, body, refs)
}
