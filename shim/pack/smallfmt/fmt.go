// Package fmt takes the place of the standard library's fmt in the WebAssembly
// program, and nowhere else: the packer compiles with an overlay. The program
// does not format anything itself; fmt is there for the few error texts of
// safejs, and would bring reflection with it: 400 kB of code, 80 kB of every
// page's compressed download.
//
// It has what safejs uses, with the standard meaning for strings, errors,
// Stringers, integers and booleans; other values print as their kind cannot be
// told: "(?)". If a dependency comes to need more of fmt, the build fails here
// and says what.
package fmt

import (
	"io"
	"strconv"
)

// State is what a Formatter writes to.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

// Formatter is never asked here: errors and Stringers print by their text.
type Formatter interface {
	Format(f State, verb rune)
}

// Stringer is a value that prints as its String().
type Stringer interface {
	String() string
}

type textError string

func (e *textError) Error() string { return string(*e) }

// Errorf returns an error with the formatted text; %w is not known.
func Errorf(format string, args ...any) error {
	e := textError(Sprintf(format, args...))
	return &e
}

// Sprint joins the texts of its arguments.
func Sprint(args ...any) string {
	s := ""
	for _, arg := range args {
		s += text(arg)
	}
	return s
}

// Fprint writes what Sprint returns.
func Fprint(w io.Writer, args ...any) (n int, err error) { return io.WriteString(w, Sprint(args...)) }

// Fprintf writes what Sprintf returns.
func Fprintf(w io.Writer, format string, args ...any) (n int, err error) {
	return io.WriteString(w, Sprintf(format, args...))
}

// Sprintf knows the verbs v, s, d and q, with or without '+'.
func Sprintf(format string, args ...any) string {
	var b []byte
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b = append(b, format[i])
			continue
		}
		if i++; i < len(format) && format[i] == '+' {
			i++
		}
		switch {
		case i >= len(format):
			b = append(b, "%!(NOVERB)"...)
		case format[i] == '%':
			b = append(b, '%')
		case len(args) == 0:
			b = append(b, "%!"+string(format[i])+"(MISSING)"...)
		default:
			s := text(args[0])
			if args = args[1:]; format[i] == 'q' {
				s = strconv.Quote(s)
			}
			b = append(b, s...)
		}
	}
	return string(b)
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "<nil>"
	case error:
		return v.Error()
	case Stringer:
		return v.String()
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return "(?)"
}
