// Package pictures draws the pictures of seeded items: flat drawings in which
// dishes, people, shop fronts and promotions are told apart at a glance. The same
// path gives the same picture, without a network. It knows nothing of what is
// seeded beyond the path.
package pictures

import (
	"fmt"
	"hash/fnv"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// Path is where Handler answers, and what follows a server's address in the
// template of pictures: the kind is dish, person, front or promotion, the words
// are what should be seen, the key makes the difference between two of them.
const Path = "/pictures/{kind}/{words}/{key}"

// drawings are by kind: how high a picture is to its width, and what draws it.
var drawings = map[string]struct {
	height float64
	draw   func(c canvas, words []string)
}{
	"dish": {0.75, drawDish}, "person": {1, drawPerson}, "front": {0.75, drawFront}, "promotion": {0.75, drawPromotion},
}

// Handler answers requests for Path with a JPEG of 640 pixels' width, or of 32 to
// 1024 as ?w= says. It may be kept for ever.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, func(w http.ResponseWriter, r *http.Request) {
		kind, words := r.PathValue("kind"), r.PathValue("words")
		drawing, known := drawings[kind]
		if !known {
			http.NotFound(w, r)
			return
		}
		width, err := strconv.Atoi(r.FormValue("w"))
		if err != nil {
			width = 640
		}
		width = min(max(width, 32), 1024)
		seed := fnv.New64a()
		fmt.Fprint(seed, kind, " ", words, " ", r.PathValue("key"))
		tag, header := fmt.Sprintf(`"%x-%d"`, seed.Sum64(), width), w.Header()
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		header.Set("ETag", tag)
		if strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		size := image.Rect(0, 0, width, int(float64(width)*drawing.height))
		c := canvas{image.NewRGBA(size), rand.New(rand.NewPCG(seed.Sum64(), 1))}
		drawing.draw(c, strings.Split(words, ","))
		header.Set("Content-Type", "image/jpeg")
		_ = jpeg.Encode(w, c.RGBA, &jpeg.Options{Quality: 90}) // fails where nobody reads it any more
	})
	return mux
}
