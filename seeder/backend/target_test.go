package backend

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// names are what a resolver knows.
var names = map[string]string{
	"api.example.com":  "93.184.216.34",
	"lan.example.com":  "10.0.0.7 fd00::7",
	"half.example.com": "10.0.0.7 93.184.216.34",
	"six.example.com":  "2606:4700::1",
	"mapped.example":   "::ffff:8.8.8.8",
	"com.":             "93.184.216.34",
	"ts.net":           "93.184.216.34",
	"app.localhost":    "127.0.0.1",
}

// checkTarget reports on a host, and whether that was looked up.
func checkTarget(t *testing.T, host string, allow ...string) (target Target, refused string, looked bool, err error) {
	t.Helper()
	u, err := url.Parse("http://" + host + ":1310")
	mustNot(t, err)
	c := newClient(t, "http://x", func(o *Options) { o.URL, o.AllowHosts = u, allow })
	c.guard.lookup = func(_ context.Context, _, host string) (addrs []netip.Addr, err error) {
		looked = true
		for _, text := range strings.Fields(names[host]) {
			addrs = append(addrs, netip.MustParseAddr(text))
		}
		if addrs == nil {
			err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return addrs, err
	}
	target, err = c.CheckTarget(t.Context())
	if refusal, isRefusal := errors.AsType[*TargetError](err); isRefusal {
		if refused = refusal.Reason; refusal.Host != u.Hostname() {
			t.Errorf("%s is called %s", host, refusal.Host)
		}
	}
	return target, refused, looked, err
}

func TestTargets(t *testing.T) {
	reasons := map[string]string{"api.example.com": "is 93.184.216.34, which is neither", "8.8.8.8": "is neither a local nor a private address"}
	for reason, hosts := range map[string]string{
		"": `localhost LOCALHOST localhost. 127.0.0.1 127.8.9.1 [::1] 0.0.0.0 [::] 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.1.1
			[fe80::1] [fe80::1%25eth0] [fd12::1] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:0.0.0.0]
			backend my_service 1backend nas.local api.internal host.docker.internal shop.test api.shop.svc
			100.64.0.1 100.127.255.254 [::ffff:100.64.0.1] laptop.tail1234.ts.net api.shop.svc.cluster.local API.SHOP.SVC.
			ann:secret@backend lan.example.com app.localhost`,
		"is neither": `172.32.0.1 100.63.255.255 100.128.0.0 224.0.0.1 255.255.255.255 [2001:db8::1] [2001:db8::1%25eth0]
			[::ffff:8.8.8.8] [64:ff9b::7f00:1] [::127.0.0.1] [ff02::1] 127.0.0.1@8.8.8.8`,
		"is 93.184.216.34":    "ts.net half.example.com com. localhost:80@api.example.com",
		"is 2606:4700::1":     "six.example.com",
		"is 8.8.8.8":          "mapped.example",
		"looks like a number": "0x08080808 0x 134744072 127.1 127.0.0.1. 8.8.8.8. 010.0.0.1 0177.0.0.1 127.0.0.0x1 1.2.3.4.5 256.0.0.1 backend.1",
	} {
		for _, host := range strings.Fields(hosts) {
			reasons[host] = reason
		}
	}
	for host, reason := range reasons {
		target, refused, looked, err := checkTarget(t, host)
		if (refused != "") != (reason != "") || !strings.HasPrefix(refused, reason) || refused == "" && (err != nil || target.Why == "") {
			t.Errorf("%s: %+v, %v", host, target, err)
		}
		if looked != (len(target.Addresses) > 0) {
			t.Errorf("%s was looked up: %v", host, looked)
		}
	}
	_, _, _, err := checkTarget(t, "gone.example.com")
	failed := wantMeaning(t, err, seeder.Unreachable)
	equal(t, failed.Error(), "GET http://gone.example.com:1310: lookup gone.example.com: no such host")
}

// nowhere is refused, and is no address that anything could be sent to.
const nowhere = "255.255.255.255"

func TestRefusedTargetsAreNotAsked(t *testing.T) {
	attempts := 0
	c := newClient(t, "http://"+nowhere, retries(3), func(o *Options) {
		o.OnRequest = func(string, string, int, *seeder.RequestError, time.Duration) { attempts++ }
	})
	says(t, wantMeaning(t, create(t, c), seeder.NotSent), "customer: refused to seed "+nowhere)
	c.count(http.MethodGet)
	equal(t, isRefusal(get(t, c)), true)
	equal(t, attempts, 2)
}

func TestAllowedHosts(t *testing.T) {
	for text, want := range map[string]bool{ // what is allowed, and a host
		`api.example.com=api.example.com api.example.com=api.example.com. api.example.com=API.EXAMPLE.COM
			api.example.com:1310=api.example.com 93.184.216.34=api.example.com 93.184.216.0/24=half.example.com
			8.8.8.8=8.8.8.8 8.8.8.8:1310=8.8.8.8 8.8.8.8=[::ffff:8.8.8.8] 8.8.8.0/24=8.8.8.8 134744072=134744072
			2001:db8::1=[2001:0db8::1] [2001:db8::1]:1310=[2001:db8::1] 2001:db8::/32=[2001:db8::1%25eth0]
			api.example.com.:1310=api.example.com. unknown.example.com=unknown.example.com`: true,
		`api.example.com:443=api.example.com example.com=api.example.com 8.8.9.0/24=8.8.8.8
			[2001:db8::]:1310=[2001:db8::1310]`: false,
	} {
		for _, pair := range strings.Fields(text) {
			allow, host, _ := strings.Cut(pair, "=")
			if _, _, _, err := checkTarget(t, host, allow); (err == nil) != want {
				t.Errorf("--allow-host %s for %s: %v", allow, host, err)
			}
		}
	}
}

// A name that leads elsewhere by the time it is dialled is refused then, as is
// whatever a redirect leads to.
func TestAddressesAreCheckedWhenTheyAreDialled(t *testing.T) {
	c := newClient(t, "http://lan.example.com", func(o *Options) { o.AllowHosts = []string{"203.0.113.0/24", "198.51.100.7:80", "api.example.com:80"} })
	for address, accepted := range map[string]bool{
		"10.0.0.7:80": true, "[fd00::7]:80": true, "100.64.0.9:80": true, "203.0.113.9:80": true, "198.51.100.7:80": true,
		"93.184.216.34:80": false, "[2606:4700::1]:80": false, "198.51.100.8:80": false, "nonsense": false,
	} {
		err := c.guard.dialer("lan.example.com", "80").ControlContext(t.Context(), "tcp", address, nil)
		if isRefusal(err) == accepted || (err == nil) != accepted {
			t.Errorf("%s: %v", address, err)
		}
	}
	for host, decides := range map[string]bool{ // the name alone, wherever it leads
		"backend": true, "api.example.com": true, "10.0.0.7": true, "lan.example.com": false, "8.8.8.8": false, "2001:db8::1": false, "134744072": false,
	} {
		if got := c.guard.dialer(host, "80").ControlContext == nil; got != decides {
			t.Errorf("the name %s decides: %v", host, got)
		}
	}
	if _, err := c.guard.dial(t.Context(), "tcp", "no port"); err == nil {
		t.Error("an address without a port was dialled")
	}
}
