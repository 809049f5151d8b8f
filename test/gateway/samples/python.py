"""The published Python sample: requests, and a body as a string. usage: python.py BASE_URL TOKEN"""

import json
import sys

import requests

url = sys.argv[1] + "/v1/endpoint:connect"
headers = {"Content-Type": "application/json", "X-API-KEY": sys.argv[2]}

payload = {
    "operation": "start",
    "endpoint": {
        "type": "pstn",
        "phoneNumber": "14082924837",
        "dtmf": ",,939293#,,1234#",
    },
    "actions": [
        {
            "invokeOn": "stop",
            "name": "sendSummaryEmail",
            "parameters": {"emails": ["joe.symbl@example.com"]},
        }
    ],
    "data": {"session": {"name": "My Meeting"}},
}

response = requests.request("POST", url, headers=headers, data=json.dumps(payload))
assert response.status_code == 201, response.text
print(response.text)

stop = {"operation": "stop", "connectionId": response.json()["connectionId"]}
response = requests.request("POST", url, headers=headers, data=json.dumps(stop))
assert response.status_code in (200, 201), response.text
print(response.text)
