package pictures

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// get asks the handler for a path.
func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

// body is the picture of a path.
func body(t *testing.T, path string) []byte {
	t.Helper()
	var out bytes.Buffer
	if resp := get(t, path); resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("%s: %s %v", path, resp.Status, resp.Header)
	} else if _, err := out.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// An item has one picture, another one than its neighbour, in the size that was
// asked for.
func TestPictures(t *testing.T) {
	for kind := range drawings {
		for query, width := range map[string]int{"": 640, "?w=32": 32, "?w=320": 320, "?w=1024": 1024, "?w=5": 32, "?w=9999": 1024, "?w=wide": 640} {
			path := "/pictures/" + kind + "/pho,beef/"
			one := body(t, path+"1"+query)
			if !bytes.Equal(one, body(t, path+"1"+query)) {
				t.Errorf("%s: two pictures of one item", kind)
			}
			if bytes.Equal(one, body(t, path+"2"+query)) {
				t.Errorf("%s%s: one picture of two items", kind, query)
			}
			shown, err := jpeg.Decode(bytes.NewReader(one))
			if err != nil || shown.Bounds().Dx() != width {
				t.Errorf("%s%s: %v, %v", kind, query, shown.Bounds(), err)
			}
		}
	}
}

// The words decide what is seen.
func TestWords(t *testing.T) {
	if bytes.Equal(body(t, "/pictures/dish/coffee/1"), body(t, "/pictures/dish/rice/1")) {
		t.Error("coffee looks like rice")
	}
	for _, path := range []string{"/pictures/dish/x/1", "/pictures/dish/,/1"} {
		body(t, path)
	}
}

// What was fetched need not be fetched again, and pages of any origin may show
// it.
func TestCaching(t *testing.T) {
	first := get(t, "/pictures/dish/pho/1?w=64")
	if h := first.Header; !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("%v", h)
	}
	tag := first.Header.Get("ETag")
	if again := get(t, "/pictures/dish/pho/1?w=64", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
		t.Error(again.Status)
	}
	for _, other := range []string{"/pictures/dish/pho/1?w=65", "/pictures/dish/pho/2?w=64"} {
		if resp := get(t, other, "If-None-Match", tag); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", other, resp.Status)
		}
	}
	if lost := get(t, "/pictures/landscape/pho/1"); lost.StatusCode != http.StatusNotFound {
		t.Error(lost.Status)
	}
}
