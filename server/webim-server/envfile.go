package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
)

// envFileFlag is the flag of every command that names a file of settings.
const envFileFlag = "env"

// fromEnvFile sets the flags that are set by neither an argument nor the environment
// from a file. Its format is that of systemd's EnvironmentFile and Docker's
// --env-file: lines of NAME=VALUE, in which VALUE may be quoted.
func fromEnvFile(flags *flag.FlagSet, path string) error {
	if path == "" {
		return nil
	}
	values, err := readEnvFile(path)
	if err != nil {
		return fmt.Errorf("-%s: %w", envFileFlag, err)
	}
	set := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	return fromEnvironment(flags, func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok && !set[flagName(name)]
	})
}

func flagName(variable string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "WEBIM_"), "_", "-"))
}

func readEnvFile(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	values := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if !ok {
			return nil, fmt.Errorf("%s: line %d is not NAME=VALUE", path, n)
		}
		value = strings.TrimSpace(value)
		if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
			value = value[1 : len(value)-1]
		}
		values[strings.TrimSpace(name)] = value
	}
	return values, lines.Err()
}
