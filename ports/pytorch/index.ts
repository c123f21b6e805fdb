// The port to the published networks in PyTorch (github marsggbo/EAGAN, 975ff13): their names and layouts.
import { toPublishedTensors } from '../../models/published.js';
import { publishedAlias } from '../../models/published-names.js';
import type { NetworkSpec } from '../../models/types.js';
import type { TensorData, Tensors } from '../../store/types.js';
import type { Port } from '../port.js';

const script = `# Makes the image of proof/latent.f32 with the published class. FOLDER: a checkout of github.com/marsggbo/EAGAN (975ff13)
# python pytorch.py FOLDER
import json, os, struct, sys, types, torch
sys.path.insert(0, os.path.abspath(sys.argv[1])); os.chdir(os.path.dirname(os.path.abspath(__file__)))
from archs.fully_super_network import Generator
read = lambda name: bytearray(open(name, 'rb').read())
floats = lambda data: torch.frombuffer(data, dtype=torch.float32)
def load(name):  # with the package safetensors: safetensors.torch.load_file(name)
    data = read(name); start = 8 + struct.unpack('<Q', data[:8])[0]; header = json.loads(data[8:start])
    return {key: floats(data[start + header[key]['data_offsets'][0]:start + header[key]['data_offsets'][1]])
            .reshape(header[key]['shape']) for key in header if key != '__metadata__'}
found = json.loads(read('genotype.json')); sizes = found['sizes']['generator']
args = types.SimpleNamespace(gf_dim=sizes['channels'], latent_dim=sizes['latent'], bottom_width=sizes['bottomWidth'])
generator = Generator(args, found['generator']['genotype']).eval()
generator.load_state_dict(load('pytorch/generator.safetensors'), strict=True)
latents = floats(read('proof/latent.f32'))[None]  # for images of your own: torch.randn(64, args.latent_dim)
image = generator(latents)[0].detach().permute(1, 2, 0)  # height, width, RGB in [-1, 1]
expected = floats(read('proof/image.f32')).reshape(image.shape)
print('largest difference', (image - expected).abs().max().item())
`;

/** With both names of a tensor that has two, as `load_state_dict(…, strict=True)` wants them. */
function withAliases(spec: NetworkSpec, tensors: Tensors): ReadonlyMap<string, TensorData> {
  return new Map(
    [...tensors].flatMap(([name, tensor]) => {
      const alias = publishedAlias(spec, name);
      return [[name, tensor] as const, ...(alias === null ? [] : [[alias, tensor] as const])];
    }),
  );
}

export const pytorchPort: Port = {
  title: 'PyTorch: both networks for the published classes, with `strict=True`',
  use: '`git clone` the published code (github.com/marsggbo/EAGAN, 975ff13), then `python pytorch.py EAGAN`',
  write(winner, writeTensors) {
    const weights = (['generator', 'discriminator'] as const).map((network): [string, Uint8Array] => {
      const { spec, tensors } = winner[network];
      const written = withAliases(spec, toPublishedTensors(spec, tensors));
      return [`pytorch/${network}.safetensors`, writeTensors(written, { layout: 'NCHW, OIHW' })];
    });
    return new Map([...weights, ['pytorch.py', Buffer.from(script)]]);
  },
};
