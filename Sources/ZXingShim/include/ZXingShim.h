#pragma once
#ifdef __cplusplus
extern "C" {
#endif
int zxing_shim_version(void);
#ifdef __cplusplus
}
#endif
