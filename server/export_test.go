package server

import (
	"maps"
	"slices"
)

// CommandNames returns the names of all commands.
func (s *Server) CommandNames() []string { return slices.Sorted(maps.Keys(s.families.table)) }
