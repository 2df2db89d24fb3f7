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
		bind: newTransactions,
		Columns: columns(
			"Type: transaction_type", "Amount: amount as money", "Balance: balance_after as money",
			"Source: source", "Status: status", "Wallet: fwallet_id",
		),
	}
}

// newTransactions has customers top up their wallets, and every third time a
// driver paid out.
func newTransactions(m maker) (Generator, error) {
	byUser := map[string]Ref{}
	for _, ref := range m.Refs[walletList] {
		byUser[UserOf(ref.Item)] = ref
	}
	walletsOf := func(pool string) (wallets []Ref) {
		for _, ref := range m.Refs[pool] {
			user := UserOf(ref.Item)
			if found, ok := byUser[user]; ok && user != "" && ref.Index >= 0 {
				wallets = append(wallets, found)
			}
		}
		return wallets
	}
	guests, riders := walletsOf("customers"), walletsOf("drivers")
	if len(guests) == 0 || len(riders) == 0 {
		return nil, &LackError{Pool: "transactions", Want: "wallet of a seeded customer and of a seeded driver"}
	}
	return drafts(func(index, attempt int) Draft {
		d, body := m.draw(index, attempt), &transactionBody{Status: "COMPLETED"}
		var wallet Ref
		var cents int // that go into it
		if index%3 == 2 {
			wallet, cents = riders[index/3%len(riders)], -500*d.between(2, 30)
			body.TransactionType, body.Source = "WITHDRAW", "FWALLET"
			body.Destination, body.DestinationType = UserOf(wallet.Item), "TEMPORARY_WALLET_BALANCE"
		} else {
			wallet, cents = guests[(index-index/3)%len(guests)], 500*d.between(1, 12)
			body.TransactionType, body.Source = "DEPOSIT", "MOMO"
			body.Destination, body.DestinationType = wallet.ID, "FWALLET"
		}
		body.UserID, body.FWalletID = UserOf(wallet.Item), wallet.ID
		body.Amount, body.BalanceAfter = dollars(max(cents, -cents)), dollars(wallet.record().cents("balance")+cents)
		return m.draft(index, attempt, body)
	}), nil
}
