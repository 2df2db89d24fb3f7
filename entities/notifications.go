package entities

import "github.com/flashseed/flashseed/entities/saigon"

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
		Optional: true,
		Needs:    []string{"super_admins"},
		Body:     notificationBody{},
		Key:      keyed("title", "target_user_id", "desc"),
		bind:     newNotifications,
		Columns: columns(
			"Title: title", "Text: desc", "For: target_user as set", "Whom: target_user_id",
			"Read: is_read",
		),
	}
}

// newNotifications makes news of an order for whoever made it, of a promotion
// for all customers, or a notice for all users of an app, in turn.
func newNotifications(m maker) (Generator, error) {
	var promotions []record // that run
	for _, ref := range m.Refs["promotions"] {
		if r := ref.record(); r.text("status") == "ACTIVE" && r.text("name") != "" {
			promotions = append(promotions, r)
		}
	}
	admins, orders, notices := m.Refs["super_admins"], placedOrders(m.World), saigon.Notices()
	shuffled := m.permutation(len(notices), "notices")
	return drafts(func(index, attempt int) Draft {
		language := m.language()
		body := &notificationBody{CreatedByID: admins[index%len(admins)].ID, TargetUser: []string{"CUSTOMER"}}
		if p := m.picture(promotionPicture, "notice", index); p != nil {
			body.Avatar = *p
		}
		turn, at := index%4, index/4
		switch {
		case turn == 1 && at < len(promotions):
			r := promotions[at]
			body.Title, body.Desc = r.text("name"), r.text("description", "name")
		case turn%2 == 1 && len(orders) > 0:
			order := orders[index/2%len(orders)]
			news := saigon.Texts("news " + order.status)
			if news == nil {
				news = saigon.Texts("news OPEN")
			}
			language = m.languageOf(order.customer)
			body.Title, body.Desc = news[0].In(language), order.fill(news[1].In(language))
			body.TargetUserID = order.customer.ID
		default:
			notice := notices[shuffled.at(index/2)]
			body.Title, body.Desc = again(notice.Title.In(language), " (", index/2/len(notices), ")"), notice.Text.In(language)
			body.TargetUser[0] = notice.For
		}
		body.Title = again(body.Title, " #", attempt, "")
		return m.draft(index, attempt, body)
	}), nil
}
