package entities

import (
	"strconv"
	"strings"
)

// picture is an image as the backend keeps it: where it is, and its name
// there.
type picture struct {
	Key string `json:"key"`
	URL string `json:"url"`
}

// The kinds of pictures.
const (
	dishPicture      = "dish"
	personPicture    = "person"
	frontPicture     = "front"
	promotionPicture = "promotion"
)

// picture is the picture of an item, always the same one; nil where pictures are
// off. The words say what should be seen on it. Remote
// ones come from services that answer the same address with the same picture:
// Lorem Picsum, and of people the Random User Generator.
func (m *maker) picture(kind, words string, index int) *picture {
	number := mix(m.Seed ^ textSeed(m.pool+kind) + uint64(index))
	key := strconv.FormatUint(number%1_000_000_000, 36)
	url := "https://picsum.photos/seed/" + kind + "-" + key + "/640/480"
	switch {
	case m.Pictures == "none":
		return nil
	case m.Pictures != "" && m.Pictures != "remote":
		url = strings.NewReplacer(
			"{kind}", kind, "{key}", key, "{words}", words, "{pool}", m.pool, "{index}", strconv.Itoa(index+1),
		).Replace(m.Pictures)
	case kind == personPicture:
		url = "https://randomuser.me/api/portraits/" + words + "/" + strconv.FormatUint(number%100, 10) + ".jpg"
	}
	return &picture{Key: "flashseed/" + m.pool + "/" + kind + "/" + key, URL: url}
}

// portrait is the picture of a person.
func (m *maker) portrait(p person, index int) *picture {
	if p.female {
		return m.picture(personPicture, "women", index)
	}
	return m.picture(personPicture, "men", index)
}
