package config_test

import (
	"testing"
	"time"
)

func TestDefaults(t *testing.T) {
	c := load(t, given{})
	if c.BackendURL.String() != "http://localhost:1310" || c.CacheTTL != time.Hour || c.MinPoolSize != 10 {
		t.Errorf("%+v", c)
	}
	for _, s := range c.Settings() {
		t.Log(s)
	}
	t.Log(refuse(t, given{env: map[string]string{"MIN_POOL_SIZE": "ten"}}))
	t.Log(refuse(t, given{args: []string{"--min", "order=10"}}))
	t.Log(refuse(t, given{file: "pools.orders.min: 5"}).Hint)
	t.Log(refuse(t, given{file: "a: 5\n b: 7"}))
	t.Log(refuse(t, given{file: "min_poolsize: 5\n"}))
	t.Log(refuse(t, given{env: map[string]string{"REDIS_URL": "foo"}}))
	t.Log(refuse(t, given{args: []string{"--min", "-1"}}))
	t.Log(refuse(t, given{args: []string{"--min", "x=3"}}))
	t.Log(load(t, given{args: []string{"--min", "3,orders=7"}, env: map[string]string{"FLASHSEED_MIN": "customers=0,orders=1", "CACHE_TTL": "90m"}, file: "min_pool_size: 4\npools: {menu_items: {min: 2, fields: {Name: x, Price: 1.50, Password: y}}}"}).Settings())
}
