package sandbox

import "strconv"

// generatedBalance is what the wallet of a generated account holds.
const generatedBalance = 999999_00

// wallet holds money for a user, in cents.
type wallet struct {
	id        string
	user      *user // nil for the platform's
	cents     int64
	createdAt int64
}

// openWallet gives the user a wallet unless there is one.
func (d *db) openWallet(u *user, cents int64) *wallet {
	if u.wallet == nil {
		u.wallet = &wallet{id: newID("F_WALLET_"), user: u, cents: cents, createdAt: d.seconds()}
		d.wallets[u.wallet.id] = u.wallet
	}
	return u.wallet
}

// openPlatformWallet makes orders paid from wallets possible.
func (d *db) openPlatformWallet() {
	d.wallets[platformWallet] = &wallet{id: platformWallet, createdAt: d.seconds()}
}

// append renders the wallet as GET by id answers it.
func (w *wallet) append(dst []byte) []byte {
	dst = appendText(append(dst, `{"id":`...), w.id)
	dst = append(dst, `,"user_id":`...)
	first, last := []byte("null"), []byte("null")
	if w.user == nil {
		dst = appendText(dst, platformUser)
	} else {
		dst = appendText(dst, w.user.id)
		first, last = orNull(w.user.firstName), orNull(w.user.lastName)
	}
	dst = appendNumber(append(dst, `,"balance":"`...), asMoney, float64(w.cents)/100)
	dst = append(append(dst, `","first_name":`...), first...)
	dst = append(append(dst, `,"last_name":`...), last...)
	dst = append(dst, `,"is_verified":false,"created_at":"`...)
	dst = strconv.AppendInt(dst, w.createdAt, 10)
	dst = append(dst, `","updated_at":"`...)
	dst = strconv.AppendInt(dst, w.createdAt, 10)
	return append(dst, `","version":1}`...)
}

// pay moves cents between wallets and says whether the payer had them.
func pay(from, to *wallet, cents int64) bool {
	if from.cents < cents {
		return false
	}
	from.cents -= cents
	to.cents += cents
	return true
}
