// Command judge verifies a tiled log with Go's own packages for notes and logs, golang.org/x/mod/sumdb/note and tlog.
//
// It reads a folder with a log and the log's key, believes nothing else, and writes what it found as JSON:
// the root, and proofs that it made itself, to be compared with ours. Proofs that we made come on standard input.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Root  string   `json:"root"`
	Leaf  string   `json:"leaf"`
	Proof []string `json:"proof"`
}

type consistency struct {
	Old     int64    `json:"old"`
	New     int64    `json:"new"`
	OldRoot string   `json:"old_root"`
	NewRoot string   `json:"new_root"`
	Proof   []string `json:"proof"`
}

type task struct {
	Inclusions    []inclusion   `json:"inclusions"`
	Consistencies []consistency `json:"consistencies"`
}

type answer struct {
	Size          int64      `json:"size"`
	Root          string     `json:"root"`
	Records       int64      `json:"records"`
	Inclusions    [][]string `json:"inclusions"`
	Consistencies [][]string `json:"consistencies"`
	Refused       []string   `json:"refused"`
}

// folder reads tiles: Go's paths are tile/8/<level>/<number>, ours tile/<level>/<number>.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// records reads a bundle of entries, each with its length in two bytes.
func (f folder) records(number, size int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: number, W: int(min(256, size-256*number))}
	path := strings.TrimPrefix(tile.Path(), "tile/8/0/")
	data, err := os.ReadFile(filepath.Join(string(f), "tile", "entries", path))
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("bundle " + path + " breaks off")
		}
		length := 2 + int(binary.BigEndian.Uint16(data))
		all = append(all, data[2:length])
		data = data[length:]
	}
	return all, nil
}

func hashes(texts []string) []tlog.Hash {
	all := []tlog.Hash{}
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

func hash(text string) tlog.Hash {
	found, err := tlog.ParseHash(text)
	if err != nil {
		panic(err)
	}
	return found
}

func texts(hashes []tlog.Hash) []string {
	all := []string{}
	for _, each := range hashes {
		all = append(all, each.String())
	}
	return all
}

func head(dir, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), signed.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("the root is not a hash")
	}
	return tlog.Tree{N: size, Hash: tlog.Hash(root)}, nil
}

func checkRecords(log folder, tree tlog.Tree, reader tlog.HashReader) (int64, error) {
	var count int64
	for number := int64(0); 256*number < tree.N; number++ {
		records, err := log.records(number, tree.N)
		if err != nil {
			return count, err
		}
		var indexes []int64
		for at := range records {
			indexes = append(indexes, tlog.StoredHashIndex(0, 256*number+int64(at)))
		}
		// The reader verifies each tile against the root.
		stored, err := reader.ReadHashes(indexes)
		if err != nil {
			return count, err
		}
		for at, record := range records {
			if tlog.RecordHash(record) != stored[at] {
				return count, fmt.Errorf("record %d is not what its tile says", 256*number+int64(at))
			}
			count++
		}
	}
	if count != tree.N {
		return count, fmt.Errorf("%d records in a log of %d", count, tree.N)
	}
	return count, nil
}

func judge(dir, key string, given task) (answer, error) {
	found := answer{Refused: []string{}}
	tree, err := head(dir, key)
	if err != nil {
		return found, err
	}
	reader := tlog.TileHashReader(tree, folder(dir))
	found.Size, found.Root = tree.N, tree.Hash.String()
	if found.Records, err = checkRecords(folder(dir), tree, reader); err != nil {
		return found, err
	}
	for _, each := range given.Inclusions {
		if err := tlog.CheckRecord(hashes(each.Proof), each.Size, hash(each.Root), each.Index, hash(each.Leaf)); err != nil {
			found.Refused = append(found.Refused, fmt.Sprintf("inclusion %d in %d", each.Index, each.Size))
		}
		proof, err := tlog.ProveRecord(each.Size, each.Index, reader)
		if err != nil {
			return found, err
		}
		found.Inclusions = append(found.Inclusions, texts(proof))
	}
	for _, each := range given.Consistencies {
		if err := tlog.CheckTree(hashes(each.Proof), each.New, hash(each.NewRoot), each.Old, hash(each.OldRoot)); err != nil {
			found.Refused = append(found.Refused, fmt.Sprintf("consistency %d to %d", each.Old, each.New))
		}
		proof, err := tlog.ProveTree(each.New, each.Old, reader)
		if err != nil {
			return found, err
		}
		found.Consistencies = append(found.Consistencies, texts(proof))
	}
	return found, nil
}

func main() {
	var given task
	err := json.NewDecoder(os.Stdin).Decode(&given)
	if err == nil {
		var found answer
		if found, err = judge(os.Args[1], os.Args[2], given); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(found)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
