package sandbox

// registered is what a register route answers about a new account.
func (d *db) registered(c *call, a account, it *item, created []byte) []byte {
	switch {
	case d.whole:
		return d.rendered(it, viewPage)
	case a.admin:
		return created
	case !c.mails(a):
		return wrap(a, it, created)
	case a.pool == drivers:
		return created
	default:
		return nil
	}
}

// wrap puts a record inside its user, as the register routes answer it.
func wrap(a account, it *item, created []byte) []byte {
	u := it.user
	out := make([]byte, 0, 2*rowSize)
	out = appendText(append(out, `{"id":`...), u.id)
	out = appendText(append(out, `,"user_id":`...), u.id)
	out = append(append(out, `,"phone":`...), orNull(u.phone)...)
	out = appendText(append(out, `,"email":`...), u.email)
	out = append(append(out, `,"first_name":`...), orNull(u.firstName)...)
	out = append(append(out, `,"last_name":`...), orNull(u.lastName)...)
	out = appendTexts(append(out, `,"user_type":`...), u.roles)
	out = append(append(out, `,"data":`...), created...)
	if a.pool == drivers && u.wallet != nil {
		out = u.wallet.append(append(out, `,"fWallet":`...))
	}
	return append(out, '}')
}
