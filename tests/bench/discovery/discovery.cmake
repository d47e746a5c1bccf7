# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Programs that scripts/bench.sh discovery measures with: a server farm, bare clients, the source alone.

set(bench_folder "${CMAKE_SOURCE_DIR}/tests/bench/discovery")

add_executable(bench_farm "${bench_folder}/farm.c" "${bench_folder}/farm_certificates.c")
target_link_libraries(bench_farm PRIVATE dep_ssl dep_crypto toolchain)

add_executable(bench_bare "${bench_folder}/bare.c")
target_include_directories(bench_bare PRIVATE "${CMAKE_SOURCE_DIR}/adapters/discovery/tls")
target_link_libraries(bench_bare PRIVATE adapter_discovery_tls dep_ssl dep_crypto own_code)

add_executable(bench_probe "${bench_folder}/probe.c")
target_link_libraries(bench_probe PRIVATE adapter_discovery_tls contract own_code)
