package report

import (
	"bytes"
	"io"

	"github.com/flashseed/flashseed/seeder"
)

// WriteReport prints what a run did. In JSON and YAML it is one object, the
// same for every end a run can have. There are no ids in a report: that format
// is ErrNoIDs. Errors of the writer are returned.
func WriteReport(w io.Writer, f Format, r *seeder.Report, o TableOptions) error {
	switch f {
	case Table:
		var out bytes.Buffer
		reportTable{r, o, symbolsFor(o.ASCII)}.write(&out)
		_, err := w.Write(out.Bytes())
		return err
	case JSON:
		return writeJSON(w, complete(*r))
	case YAML:
		return writeYAML(w, complete(*r))
	case IDs:
		return ErrNoIDs
	}
	return unfit(f, "a report")
}

// complete returns the report with an empty list for none.
func complete(r seeder.Report) seeder.Report {
	if r.Pools == nil {
		r.Pools = []seeder.PoolReport{}
	}
	return r
}
