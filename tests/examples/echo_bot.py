#!/usr/bin/env python3
"""Answers each message with its own text:  echo_bot.py onionskin --profile bot --password-file password.txt"""
import itertools, json, subprocess, sys

onionskin = subprocess.Popen([*sys.argv[1:], "rpc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
numbers = itertools.count(1)

def call(method, **params):
    number = next(numbers)
    print(json.dumps(dict(jsonrpc="2.0", id=number, method=method, params=params)), file=onionskin.stdin, flush=True)
    answer = next(a for a in map(json.loads, onionskin.stdout) if a.get("id") == number)
    return answer["result"] if "result" in answer else sys.exit(f"{method}: {answer['error']['message']}")

if call("state")["phase"] == "no-account":
    call("create_account", display_name="Echo")
print("Write to", call("account")["account_id"], flush=True)
seen = 0
while True:
    for row in call("conversations")["conversations"]:
        here = dict(conversation=row["conversation"])
        for message in call("messages", unread=True, **here)["messages"] if row["unread"] else []:
            call("send", text=message["text"], **here)
            call("mark_read", up_to=message["message"], **here)
    seen = call("wait", after=seen)["seq"]
