// The one header of this library that Auscult uses.
#include <xgboost/c_api.h>
