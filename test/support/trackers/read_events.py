# Reads the event files of a folder by TensorBoard's own reader: python3 read_events.py FOLDER; prints JSON.
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

read = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "tensors": 0})
read.Reload()
tags = read.Tags()


def parameter(value):
    return getattr(value, value.WhichOneof("kind"))


def plugin(tag):
    content = read.SummaryMetadata(f"_hparams_/{tag}").plugin_data.content
    return plugin_data_pb2.HParamsPluginData.FromString(content)


start = plugin("session_start_info").session_start_info
texts = [tag for tag in tags["tensors"] if read.SummaryMetadata(tag).plugin_data.plugin_name == "text"]
print(
    json.dumps(
        {
            "scalars": {
                tag: [[event.step, round(event.wall_time * 1000), event.value] for event in read.Scalars(tag)]
                for tag in tags["scalars"]
            },
            "texts": {tag: read.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in texts},
            "pictures": [
                [tag, image.step, image.width, image.height, len(image.encoded_image_string)]
                for tag in tags["images"]
                for image in read.Images(tag)
            ],
            "parameters": {name: parameter(value) for name, value in start.hparams.items()},
            "group": start.group_name,
            "status": plugin("session_end_info").session_end_info.status,
        }
    )
)
