#!/bin/sh
# The published curl samples, with their slips mended: a colon after the header's name, commas between the fields, no `-k`.
# usage: curl.sh BASE_URL APP_ID APP_SECRET; prints the answers of start, event, conversation and stop, a line each
set -eu
API_BASE_URL=$1

AUTH_TOKEN=$(curl --silent --show-error --fail "$API_BASE_URL/oauth2/token:generate" \
  -H 'accept: application/json' \
  -H 'Content-Type: application/json' \
  -d "{ \"type\": \"application\", \"appId\": \"$2\", \"appSecret\": \"$3\" }" | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')

START=$(curl --silent --show-error --fail --location --request POST "$API_BASE_URL/v1/endpoint:connect" \
  -H "X-API-KEY: $AUTH_TOKEN" \
  -H 'Content-Type: application/json' \
  --data-raw '{
    "operation": "start",
    "endpoint": {
      "type": "pstn",
      "phoneNumber": "+16465588656",
      "dtmf": ",,939293#,,1234#"
    },
    "actions": [
      {
        "invokeOn": "stop",
        "name": "sendSummaryEmail",
        "parameters": {
          "emails": ["joe.symbl@example.com"]
        }
      }
    ],
    "data": {
      "session": {
        "name": "My Meeting"
      }
    },
    "timezone": "Asia/Tokyo",
    "languages": ["en-US"]
  }')
echo "$START"
CONNECTION_ID=$(echo "$START" | sed 's/.*"connectionId":"\([^"]*\)".*/\1/')
CONVERSATION_ID=$(echo "$START" | sed 's/.*"conversationId":"\([^"]*\)".*/\1/')

curl --silent --show-error --fail --location --request POST "$API_BASE_URL/v1/event/$CONNECTION_ID" \
  -H "X-API-KEY: $AUTH_TOKEN" -H 'Content-Type: application/json' \
  --data-raw '{ "topic": "speaker", "type": "started_speaking", "user": { "userId": "john@example.com", "name": "John" }, "timestamp": "2030-01-31T09:00:00.000Z" }'

curl --silent --show-error --fail "$API_BASE_URL/v1/conversations/$CONVERSATION_ID" -H "Authorization: Bearer $AUTH_TOKEN"
echo

curl --silent --show-error --fail --location --request POST "$API_BASE_URL/v1/endpoint:connect" \
  -H "X-API-KEY: $AUTH_TOKEN" -H 'Content-Type: application/json' \
  -d "{ \"operation\": \"stop\", \"connectionId\": \"$CONNECTION_ID\" }"
echo
