#include "ZXingShim.h"
int zxing_shim_version(void) { return 1; }
