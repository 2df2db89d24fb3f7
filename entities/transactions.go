package entities

// transactionBody moves money into a wallet or out of it.
type transactionBody struct {
	UserID          string  `json:"user_id"`
	FWalletID       string  `json:"fwallet_id"`
	TransactionType string  `json:"transaction_type" enum:"DEPOSIT|WITHDRAW|PURCHASE|REFUND"`
	Amount          float64 `json:"amount" min:"0"`
	BalanceAfter    float64 `json:"balance_after"`
	Status          string  `json:"status" enum:"PENDING|CANCELLED|FAILED|COMPLETED"`
	Source          string  `json:"source" enum:"MOMO|FWALLET"`
	Destination     string  `json:"destination"` // a wallet, or the user who is paid out
	DestinationType string  `json:"destination_type" enum:"FWALLET|TEMPORARY_WALLET_BALANCE"`
	Version         int     `json:"version,omitempty"` // the wallet's, if the backend must check it
	OrderID         string  `json:"order_id,omitempty" ref:"orders"`
}

// walletList is where the wallets are that registering accounts makes.
const walletList = "/fwallets"

func transactions() *Entity {
	return &Entity{
		Pool:     "transactions",
		Optional: true,
		Needs:    []string{"customers", "drivers"},
		Beside:   []string{walletList},
		Body:     transactionBody{},
		Key: func(item Item) string {
			r := item.record()
			return keyOf(r.id("fwallet_id", "fwallet"), r.text("transaction_type"), decimal(r.cents("amount")))
		},
		New: newTransactions,
		Columns: []Column{
			column("Type", "transaction_type"),
			moneyColumn("Amount", "amount"),
			moneyColumn("Balance", "balance_after"),
			column("Source", "source"),
			column("Status", "status"),
			column("Wallet", "fwallet_id"),
		},
	}
}

// wallet is a seeded customer's or driver's.
type wallet struct {
	id, user string
	cents    int
}

// newTransactions has customers top up their wallets, and every third time a
// driver paid out.
func newTransactions(w *World) (Generator, error) {
	byUser := map[string]wallet{}
	for _, ref := range w.Refs[walletList] {
		r := ref.record()
		user := r.id("user_id", "user")
		byUser[user] = wallet{ref.ID, user, r.cents("balance")}
	}
	owners := func(pool string) (list []wallet) {
		for _, ref := range w.Refs[pool] {
			if found, ok := byUser[ref.record().id("user_id", "user")]; ok && ref.Index >= 0 {
				list = append(list, found)
			}
		}
		return list
	}
	guests, riders := owners("customers"), owners("drivers")
	if len(guests) == 0 || len(riders) == 0 {
		return nil, &LackError{Pool: "transactions", Want: "wallet of a seeded customer and of a seeded driver"}
	}
	m := newMaker(w, "transactions")
	return drafts(func(index, attempt int) Draft {
		d := m.draw(index, attempt)
		body := &transactionBody{Status: "COMPLETED"}
		if index%3 == 2 {
			from, amount := riders[index/3%len(riders)], 500*d.between(2, 30)
			body.UserID, body.FWalletID, body.TransactionType, body.Source = from.user, from.id, "WITHDRAW", "FWALLET"
			body.Destination, body.DestinationType = from.user, "TEMPORARY_WALLET_BALANCE"
			body.Amount, body.BalanceAfter = dollars(amount), dollars(from.cents-amount)
		} else {
			to, amount := guests[(index-index/3)%len(guests)], 500*d.between(1, 12)
			body.UserID, body.FWalletID, body.TransactionType, body.Source = to.user, to.id, "DEPOSIT", "MOMO"
			body.Destination, body.DestinationType = to.id, "FWALLET"
			body.Amount, body.BalanceAfter = dollars(amount), dollars(to.cents+amount)
		}
		return m.draft(index, attempt, body)
	}), nil
}
