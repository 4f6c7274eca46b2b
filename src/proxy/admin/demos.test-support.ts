/** The curl lines of the published demos, as they stand there. */

/** Of the gateway's first generation: the REST calls of its seven kinds of chaos. */
export const FIRST_GENERATION_DEMO = String.raw`
docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/broken-broker" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": {
	        "brokerIds": [],
	        "duration": 6000,
	        "durationUnit": "MILLISECONDS",
	        "quietPeriod": 20000,
	        "quietPeriodUnit": "MILLISECONDS",
	        "minLatencyToAddInMilliseconds": 6000,
	        "maxLatencyToAddInMilliseconds": 7000,
	        "errors": ["REQUEST_TIMED_OUT", "BROKER_NOT_AVAILABLE", "OFFSET_OUT_OF_RANGE", "NOT_ENOUGH_REPLICAS", "INVALID_REQUIRED_ACKS"]
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/broken-broker/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/duplicate-resource" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": { 
          "topics": ["conduktor_topic_duplicate"], 
          "duration": 1, 
          "rateInPercent": 100, 
          "quietPeriod": 1, 
          "timeUnit": "MINUTES" 
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/duplicate-resource/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/leader-election" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": {
          "rateInPercent": 100,
          "duration":6000, 
          "quietPeriod":20000,
          "timeUnit":"MILLISECONDS",
          "errors":["LEADER_NOT_AVAILABLE","NOT_LEADER_OR_FOLLOWER","BROKER_NOT_AVAILABLE"]
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/leader-election/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/random-bytes" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": { 
          "topics": ["conduktor_topic_random"], 
          "nbMessages": 1, 
          "sizeInBytes": 10 
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/random-bytes/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/slow-broker" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": {
          "brokerIds":[],
          "duration":6000,
          "durationUnit":"MILLISECONDS",
          "quietPeriod":20000,
          "quietPeriodUnit":"MILLISECONDS",
          "minLatencyToAddInMilliseconds":6000,
          "maxLatencyToAddInMilliseconds":7000
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/slow-broker/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/slow-topic" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": {
          "topicPatterns":["conduktor_topic_slow"],
          "duration":6000,
          "durationUnit":"MILLISECONDS",
          "quietPeriod":20000,
          "quietPeriodUnit":"MILLISECONDS",
          "minLatencyToAddInMilliseconds":6000,
          "maxLatencyToAddInMilliseconds":7000
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/slow-topic/apiKeys/PRODUCE/direction/REQUEST"

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "tenant": "1-1",
        "topic": "conduktor_topic_schema",
        "messageFormat": "JSON"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request POST "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/invalid-schema" \
    --header 'Content-Type: application/json' \
    --data-raw '{
        "config": { 
          "topics": ["conduktor_topic_schema"], 
          "fakeSchemaId": 999 
        },
        "direction": "REQUEST",
        "apiKeys": "PRODUCE"
    }'

docker-compose exec kafka-client curl \
    --silent \
    --request DELETE "conduktor-proxy:8888/tenant/1-1/user/test@conduktor.io/feature/invalid-schema/apiKeys/PRODUCE/direction/REQUEST"
`;

/** Of the second generation and of 3.0, where they are the same: a token, an interceptor, a list. */
export const TOKEN_DEMO = String.raw`
# Generate virtual cluster teamA with service account sa
token=$(curl \
    --request POST "http://localhost:8888/admin/vclusters/v1/vcluster/teamA/username/sa" \
    --header 'Content-Type: application/json' \
    --user 'admin:conduktor' \
    --silent \
    --data-raw '{"lifeTimeSeconds": 7776000}' | jq -r ".token")
`;

export const LEADER_ELECTION_DEMO = String.raw`
cat step-07-simulate-leader-elections-errors.json | jq

curl \
    --request POST "http://localhost:8888/admin/interceptors/v1/vcluster/teamA/interceptor/simulate-leader-elections-errors" \
    --header 'Content-Type: application/json' \
    --user 'admin:conduktor' \
    --silent \
    --data @step-07-simulate-leader-elections-errors.json | jq
`;

/** The file that the demo sends. */
export const LEADER_ELECTION_FILE = `{
  "pluginClass": "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin",
  "priority": 100,
  "config": {
    "rateInPercent": 50
  }
}`;

export const LIST_DEMO = String.raw`
curl \
    --request GET 'http://localhost:8888/admin/interceptors/v1/vcluster/teamA' \
    --header 'Content-Type: application/json' \
    --user 'admin:conduktor' \
    --silent | jq
`;

/** What the demo shows as its answer. */
export const LIST_ANSWER = `{
  "interceptors": [
    {
      "name": "simulate-leader-elections-errors",
      "pluginClass": "io.conduktor.gateway.interceptor.chaos.SimulateLeaderElectionsErrorsPlugin",
      "apiKey": null,
      "priority": 100,
      "timeoutMs": 9223372036854775807,
      "config": {
        "rateInPercent": 50
      }
    }
  ]
}`;
