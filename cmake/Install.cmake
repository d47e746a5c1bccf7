# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What is installed beside the programs: mappings, example configuration, manual, completion, units.

install(DIRECTORY mappings/ DESTINATION "${CMAKE_INSTALL_DATADIR}/certsteward/mappings"
	FILES_MATCHING PATTERN "*.jq" PATTERN "*.json" PATTERN "*.yaml" PATTERN "*.pem")

function(install_matching destination)
	file(GLOB files CONFIGURE_DEPENDS ${ARGN})
	if(files)
		install(FILES ${files} DESTINATION "${destination}")
	endif()
endfunction()

install_matching("${CMAKE_INSTALL_DOCDIR}/examples" "${CMAKE_SOURCE_DIR}/config/*.yaml")
install_matching("${CMAKE_INSTALL_MANDIR}/man1" "${CMAKE_SOURCE_DIR}/docs/man/*.1")
install_matching("${CMAKE_INSTALL_MANDIR}/man5" "${CMAKE_SOURCE_DIR}/docs/man/*.5")
install_matching("${CMAKE_INSTALL_MANDIR}/man8" "${CMAKE_SOURCE_DIR}/docs/man/*.8")
install_matching("${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
	"${CMAKE_SOURCE_DIR}/config/bash-completion/*")
install_matching("lib/sysusers.d" "${CMAKE_SOURCE_DIR}/config/sysusers.d/*.conf")

# Units name the programs by the prefix of this build.
file(GLOB units CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/config/systemd/*.in")
foreach(unit IN LISTS units)
	get_filename_component(name "${unit}" NAME_WLE)
	configure_file("${unit}" "${CMAKE_BINARY_DIR}/systemd/${name}" @ONLY)
	install(FILES "${CMAKE_BINARY_DIR}/systemd/${name}" DESTINATION "lib/systemd/system")
endforeach()
