#!/usr/bin/env bash
# Reads a .trx report of dotnet test.
#   trx.sh counts FILE     prints "PASSED FAILED SKIPPED"; a test that neither passed nor was skipped has failed
#   trx.sh skipped FILE    prints a line for each skipped test, with its reason
set -euo pipefail

what=$1 file=$2
# One element a record: a result begins with its attributes, and its texts follow.
awk -v what="$what" '
    function attribute(name,    at) {
        at = index($0, " " name "=\"")
        if (!at) return ""
        rest = substr($0, at + length(name) + 3)
        return substr(rest, 1, index(rest, "\"") - 1)
    }
    function plain(text) {
        gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&#xD;|&#xA;/, " ", text)
        gsub(/&amp;/, "\\&", text)
        return text
    }
    BEGIN { RS = "<"; passed = failed = skipped = 0 }
    /^UnitTestResult / {
        outcome = attribute("outcome"); test = attribute("testName")
        if (outcome == "Passed") passed++
        else if (outcome == "NotExecuted") skipped++
        else failed++
    }
    # The reason is the message of the result, or what it printed.
    /^(Message|StdOut)>/ && outcome == "NotExecuted" && what == "skipped" {
        text = substr($0, index($0, ">") + 1)
        sub(/[ \t\r\n]+$/, "", text)
        if (text != "") { print "skipped: " plain(test) ": " plain(text); outcome = "told" }
    }
    /^\/UnitTestResult>/ { outcome = "" }
    END { if (what == "counts") print passed, failed, skipped }
' "$file"
