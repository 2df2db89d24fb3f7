package cmd

import (
	"strings"
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

// A declared pool has the table of its own name, whatever that is like.
func TestStatementsOfDeclaredPools(t *testing.T) {
	t.Parallel()
	r := &seeder.CleanReport{Pools: []seeder.CleanedPool{{Pool: "super_admins", IDs: []string{"1"}}, {Pool: "shop_admins", IDs: []string{"o'2"}}}}
	want := "DELETE FROM shop_admins WHERE id IN ('o''2');\nDELETE FROM admins WHERE id IN ('1');\n"
	if got := statements(r); !strings.Contains(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
