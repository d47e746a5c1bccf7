# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
set(ADAPTER_LIBRARIES dep_crypto)
