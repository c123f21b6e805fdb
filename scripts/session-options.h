// Compiled into the addon before its own sources: its sessions run graphs as they were written. TensorFlow's graph optimiser (grappler) rewrites
// them otherwise; its passes fail now and then and visit nodes in an order that changes from process to process, and so would change bits.
#include "tensorflow/c/c_api.h"

static TF_SessionOptions* SessionOptionsWithoutGrappler() {
  TF_SessionOptions* options = TF_NewSessionOptions();
  // ConfigProto { graph_options (10) { rewrite_options (10) { disable_meta_optimizer (19): true } } }
  const unsigned char config[] = {0x52, 5, 0x52, 3, 0x98, 1, 1};
  TF_Status* status = TF_NewStatus();
  TF_SetConfig(options, config, sizeof(config), status);
  TF_DeleteStatus(status);
  return options;
}

/** By this text the set-up and the program know an addon that was compiled with this file. */
__attribute__((used)) static const char kGraphsRunAsWritten[] = "eagan: graphs run as written";

#define TF_NewSessionOptions SessionOptionsWithoutGrappler
