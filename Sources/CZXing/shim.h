#pragma once
// ZXing is C++; ZXingShim includes it. This module only names the library to link.
