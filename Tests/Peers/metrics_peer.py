#!/usr/bin/env python3
"""Reads a server's /metrics with Prometheus' own parser.

    metrics_peer.py http://127.0.0.1:PORT

It expects that one turn has ended, one was cancelled, one called a tool and one a model.
"""

import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def check(is_so, what):
    if not is_so:
        sys.exit(f"not so: {what}")
    print(f"ok {what}")


def main():
    with OPENER.open(sys.argv[1] + "/metrics", timeout=30) as answer:
        check(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), "the type is Prometheus' text form")
        text = answer.read().decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    for family in families.values():
        check(family.documentation != "" and family.samples is not None, f"{family.name} says what it is")
    histograms = [family for family in families.values() if family.type == "histogram"]
    names = {family.name for family in histograms}
    for name in ("duplex_turn_duration_seconds", "duplex_turn_time_to_first_token_seconds",
                 "duplex_cancel_duration_seconds", "duplex_append_duration_seconds",
                 "gen_ai_client_operation_duration_seconds", "gen_ai_client_token_usage",
                 "duplex_message_acknowledgement_seconds", "duplex_turn_longest_silence_seconds",
                 "duplex_tool_progress_interval_seconds", "duplex_tool_estimate_error_seconds"):
        check(name in names, f"{name} is a histogram")
    for family in histograms:
        series = {}
        for sample in family.samples:
            labels = tuple(sorted((key, value) for key, value in sample.labels.items() if key != "le"))
            series.setdefault(labels, []).append(sample)
        for samples in series.values():
            buckets = [sample.value for sample in samples if sample.name.endswith("_bucket")]
            count = next(sample.value for sample in samples if sample.name.endswith("_count"))
            check(buckets == sorted(buckets) and buckets[-1] == count > 0, f"{family.name} adds up")
    turns = {(sample.labels["lane"], sample.labels["outcome"]): sample.value
             for sample in families["duplex_turn_duration_seconds"].samples if sample.name.endswith("_count")}
    check(turns.get(("main", "completed"), 0) >= 2 and turns.get(("main", "cancelled")) == 1, "turns are told apart")
    calls = [sample.labels for sample in families["gen_ai_client_operation_duration_seconds"].samples
             if sample.name.endswith("_count")]
    check(any(labels["gen_ai_tool_name"] == "list_packages" for labels in calls), "a tool has its name")
    check(any(labels["gen_ai_operation_name"] == "chat" and labels["gen_ai_request_model"] for labels in calls),
          "a model has its name")
    for name in ("duplex_message_acknowledgement_seconds", "duplex_turn_longest_silence_seconds"):
        counts = [sample for sample in families[name].samples if sample.name.endswith("_count")]
        check(any(sample.labels == {"lane": "main"} and sample.value >= 3 for sample in counts), f"{name} has each turn")
    signs = [sample for sample in families["duplex_tool_progress_interval_seconds"].samples
             if sample.name.endswith("_count")]
    check(any(sample.labels == {"gen_ai_tool_name": "list_packages"} for sample in signs), "a tool's signs are its own")
    counters = {family.name: family for family in families.values() if family.type == "counter"}
    check(counters["duplex_events_appended"].samples[0].value > 20, "events are counted")
    for name in ("duplex_observations_dropped", "duplex_progress_failures", "duplex_spans_dropped",
                 "duplex_silence_notices"):
        check(counters[name].samples[0].value == 0, f"{name} is there from the start")


main()
