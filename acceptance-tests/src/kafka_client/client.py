"""A Kafka client as users have one: librdkafka. Prints what came of it as JSON.

client.py produce BOOTSTRAP TOPIC COUNT SECONDS   acks=all, spread over so many seconds, to a new topic of 12 partitions
client.py consume BOOTSTRAP TOPIC                 everything that is there
"""

import json
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 12
PATIENCE = 60


def make_topic(bootstrap, topic):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    for made in admin.create_topics([NewTopic(topic, PARTITIONS, 1)]).values():
        made.result(PATIENCE)


def produce(bootstrap, topic, count, seconds):
    make_topic(bootstrap, topic)
    acknowledged, failed, pauses = [], [], [0.0]
    last = [time.monotonic()]

    def delivered(error, message):
        if error:
            failed.append(str(error))
            return
        acknowledged.append(int(message.value()))
        now = time.monotonic()
        pauses[0] = max(pauses[0], now - last[0])
        last[0] = now

    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "acks": "all",
            "linger.ms": 20,
            "message.timeout.ms": 120_000,
            "queue.buffering.max.messages": max(count, 1),
        }
    )
    began = time.monotonic()
    for number in range(count):
        producer.produce(topic, value=b"%d" % number, on_delivery=delivered)
        if number % 100 == 0:
            producer.poll(0)
            time.sleep(max(0.0, began + seconds * number / count - time.monotonic()))
    producer.flush(150)
    return {
        "acknowledged": len(acknowledged),
        "distinct": len(set(acknowledged)),
        "failed": failed[:5],
        "longest_pause": round(pauses[0], 2),
        "seconds": round(time.monotonic() - began, 2),
    }


def consume(bootstrap, topic):
    """To the end of each partition. Not by counting offsets: a write that a broker did not live to finish leaves a gap."""
    settings = {"bootstrap.servers": bootstrap, "group.id": "reader", "enable.auto.commit": False}
    consumer = Consumer(settings | {"enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, n, 0) for n in range(PARTITIONS)])
    values, ended, began = [], set(), time.monotonic()
    while len(ended) < PARTITIONS:
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"only partitions {sorted(ended)} were read to their end in {PATIENCE} seconds")
        for message in consumer.consume(10_000, 0.2):
            if not message.error():
                values.append(int(message.value()))
            elif message.error().code() == KafkaError._PARTITION_EOF:
                ended.add(message.partition())
            else:
                raise KafkaException(message.error())
    consumer.close()
    return {"read": len(values), "distinct": len(set(values)), "largest": max(values, default=None)}


if __name__ == "__main__":
    verb, bootstrap, topic, *rest = sys.argv[1:]
    if verb == "produce":
        result = produce(bootstrap, topic, int(rest[0]), float(rest[1]))
    else:
        result = consume(bootstrap, topic)
    print(json.dumps(result))
