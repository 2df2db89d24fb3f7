package entities

import "strconv"

// picture is an image as the backend keeps it: where it is, and its name
// there.
type picture struct {
	Key string `json:"key"`
	URL string `json:"url"`
}

// photo is a picture of what the keywords say. The number chooses among the
// pictures that do.
func photo(pool, keywords string, number uint64) *picture {
	lock := strconv.FormatUint(number%10_000, 10)
	return &picture{
		Key: "flashseed/" + pool + "/" + lock,
		URL: "https://loremflickr.com/640/480/" + keywords + "?lock=" + lock,
	}
}

// portrait is a picture of a person.
func portrait(pool string, female bool, number uint64) *picture {
	folder := "men/"
	if female {
		folder = "women/"
	}
	n := strconv.FormatUint(number%100, 10)
	return &picture{
		Key: "flashseed/" + pool + "/" + folder + n,
		URL: "https://randomuser.me/api/portraits/" + folder + n + ".jpg",
	}
}
